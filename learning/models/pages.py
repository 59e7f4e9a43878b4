"""What learning's pages share: the pages above, read once for breadcrumbs, the course and restrictions."""

from typing import Self

from django.db.models import QuerySet
from django.utils.functional import cached_property
from wagtail.models import Page, PageManager, PageViewRestriction

from core.web.caching.fragments import remember
from core.web.pages import ViewPage
from learning.querysets import LearningPageQuerySet


def _source(page: Page) -> Page:
    """Return the page whose restrictions count: an untranslated copy has those of its source."""
    while page.alias_of_id:
        page = page.alias_of
    return page


class LearningPage(ViewPage):
    """An abstract page of a course."""

    objects = PageManager.from_queryset(LearningPageQuerySet)()

    class Meta:
        abstract = True

    @cached_property
    def above(self) -> list[Page]:
        """The pages above it, from the root down: one query."""
        pages = Page.objects.ancestor_of(self).select_related("locale", "alias_of__locale")
        return remember("learning.above", [self.pk], lambda: list(pages.order_by("depth")))

    def _find_view_restrictions(self) -> QuerySet[PageViewRestriction]:
        pages = {_source(page).pk for page in (self, *self.above)}
        return PageViewRestriction.objects.filter(page_id__in=pages)

    def can_share_text(self, version: Self) -> bool:
        """Not where its course or module is not published: at its own address it would not be found."""
        return all(page.live for page in version.above)
