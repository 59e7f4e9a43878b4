"""When a page moves, its copies in other languages move with it: one tree, the same in every language.

Neither Wagtail nor wagtail-localize does that by itself: an alias would stay where its source was.
"""

from typing import Any

from django.db import transaction
from wagtail.models import Page
from wagtail_localize.models import LocaleSynchronization


@transaction.atomic
def follow_move(page: Page, *, before: Page, after: Page) -> list[Page]:
    """Move the page's copies and translations in the languages that follow its own; return those moved.

    `before` and `after` are the pages above it, then and now (the same when it was put in another order).
    A copy that somebody has moved elsewhere, or for which there is no room, stays where it is.
    """
    moved = []
    for row in LocaleSynchronization.objects.filter(sync_from=page.locale_id).select_related("locale"):
        copy = page.get_translation_or_none(row.locale)
        old = before.get_translation_or_none(row.locale)
        new = after.get_translation_or_none(row.locale)
        if copy is None or old is None or new is None or not copy.is_child_of(old):
            continue
        if not Page._slug_is_available(copy.slug, new, copy):
            continue
        follower = _next_in(page, copy, new)
        if follower is None:
            copy.move(new, pos="last-child")
        elif copy.get_next_sibling() != follower:
            copy.move(follower, pos="left")
        else:
            continue
        moved.append(copy)
    return moved


def _next_in(page: Page, copy: Page, parent: Page) -> Page | None:
    """Return the next page below `parent`, in the order of the source's tree."""
    keys = list(page.get_next_siblings().values_list("translation_key", flat=True))
    there = {child.translation_key: child for child in parent.get_children().exclude(pk=copy.pk)}
    return next((there[key] for key in keys if key in there), None)


def on_page_moved(
    sender: Any, *, instance: Page, parent_page_before: Page, parent_page_after: Page, **kwargs: Any
) -> None:
    """Receive the signal of a move from Wagtail."""
    follow_move(instance, before=parent_page_before, after=parent_page_after)
