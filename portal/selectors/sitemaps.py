"""The pages of a site, and what is said in open communities, for search engines."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib.sitemaps import Sitemap
from django.db.models import Max, Q
from django.http import HttpRequest
from django.urls import reverse
from django.utils import translation
from wagtail.models import Page, Site

from cop.enums import JoinPolicy
from cop.models import Community, Thread
from core.web.translation_status import incomplete_translations


class TranslatedPages(Sitemap[Page]):
    """Public pages of the request's site in every language, without untranslated copies."""

    limit = 5000

    def __init__(self, request: HttpRequest) -> None:
        self.request = request

    def items(self) -> Any:
        """Return the pages in the order of the trees."""
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
        """Return location, last change and translations of the pages on a part of the map."""
        return list(self._rows(page))

    def _rows(self, part: int | str) -> Iterator[dict[str, Any]]:
        found = list(self.paginator.page(part).object_list)
        begun = incomplete_translations({page.translation_key for page in found})
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


@dataclass(frozen=True)
class Place:
    """Something people wrote, in its own language."""

    name: str
    key: Any
    language: str
    changed_at: datetime | None


class OpenThreads(Sitemap[Place]):
    """Open communities and their threads, each once, in the language it is written in."""

    limit = 5000

    def items(self) -> list[Place]:
        """Return communities by name, then threads in the order they were started; two queries."""
        communities = Community.objects.filter(join_policy=JoinPolicy.OPEN)
        communities = communities.annotate(last=Max("threads__last_post_at"))
        threads = Thread.objects.with_posts().filter(community__join_policy=JoinPolicy.OPEN).order_by("pk")
        return [
            *(
                Place("cop:community_show", *row)
                for row in communities.order_by("slug").values_list("slug", "language", "last")
            ),
            *(
                Place("cop:thread_show", *row)
                for row in threads.values_list("public_id", "language", "last_post_at")
            ),
        ]

    def location(self, place: Place) -> str:
        """Return the address, in English where the interface does not have the language."""
        spoken = place.language in settings.INTERFACE_LANGUAGES
        with translation.override(place.language if spoken else settings.LANGUAGE_CODE):
            return reverse(place.name, args=[place.key])

    def lastmod(self, place: Place) -> datetime | None:
        """Return when somebody last wrote there."""
        return place.changed_at
