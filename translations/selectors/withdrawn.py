"""Pages that readers saw once and do not see now."""

from wagtail.models import Page


def is_withdrawn(page: Page) -> bool:
    """Return whether the page was published once, and was then unpublished or has expired."""
    return not page.live and page.first_published_at is not None and not page.alias_of_id
