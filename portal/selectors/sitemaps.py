"""The pages of a site for search engines."""

from collections import defaultdict
from collections.abc import Iterator
from typing import Any
from uuid import UUID

from django.contrib.sitemaps import Sitemap
from django.db.models import Q
from django.http import HttpRequest
from wagtail.models import Page, Site

from core.translations import barely_begun


class TranslatedPages(Sitemap[Page]):
    """Public pages of the request's site in every language, without untranslated copies."""

    limit = 5000

    def __init__(self, request: HttpRequest) -> None:
        self.request = request

    def items(self) -> Any:
        """Give the pages in the order of the trees."""
        site = Site.find_for_request(self.request)
        if site is None:
            return Page.objects.none()
        below = Q(pk__in=[])
        for path in site.root_page.get_translations(inclusive=True).values_list("path", flat=True):
            below |= Q(path__startswith=path)
        return (
            Page.objects.filter(below, alias_of=None)
            .live()
            .public()
            .select_related("locale")
            .order_by("path")
        )

    def _urls(self, page: int | str, protocol: str, domain: str) -> list[dict[str, Any]]:
        """Give location, last change and translations of the pages on a part of the map."""
        return list(self._rows(page))

    def _rows(self, part: int | str) -> Iterator[dict[str, Any]]:
        found = list(self.paginator.page(part).object_list)
        begun = barely_begun({page.translation_key for page in found})
        found = [page for page in found if (page.translation_key, page.locale_id) not in begun]
        versions: dict[UUID, list[Page]] = defaultdict(list)
        for page in found:
            versions[page.translation_key].append(page)
        for page in found:
            others = versions[page.translation_key]
            yield {
                "location": self._address(page),
                "lastmod": page.last_published_at,
                "alternates": [
                    {"lang_code": other.locale.language_code, "location": self._address(other)}
                    for other in others
                ]
                if len(others) > 1
                else [],
            }

    def _address(self, page: Page) -> str:
        return self.request.build_absolute_uri(page.get_url(self.request))
