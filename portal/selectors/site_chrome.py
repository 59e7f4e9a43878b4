"""The header and footer of a site in one language: its name, navigation, footer, announcements.

Built with at most six queries, and remembered until pages, communities or the site's own texts change.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest
from django.urls import is_valid_path, reverse
from django.utils import timezone, translation
from django.utils.translation import gettext
from wagtail.models import Page, Site

from cop.enums import COMMUNITIES
from cop.models import Community
from core.web.caching.changes import PAGES, SITE
from core.web.caching.fragments import remember
from core.web.caching.sites import find_site
from portal.models import Announcement, SiteChrome
from portal.selectors.announcements import Notice, notices

KEPT_FOR_ERRORS = 24 * 60 * 60  # seconds they are cached for pages that may not query the database


@dataclass(frozen=True)
class Link:
    """A link of the header or footer; `current` is set for the page that is being read, or one above it."""

    title: str
    url: str
    current: bool = False


@dataclass(frozen=True)
class Column:
    """A column of the footer."""

    title: str
    links: tuple[Link, ...]


@dataclass(frozen=True)
class Chrome:
    """The header and footer of one site in one language."""

    title: str = settings.SITE_NAME
    strapline: str = ""
    text: str = ""
    contact_email: str = ""
    navigation: tuple[Link, ...] = ()
    columns: tuple[Column, ...] = ()
    notices: tuple[Notice, ...] = ()


def chrome_for(request: HttpRequest) -> Chrome:
    """Return header and footer of the request's site in the active language, from the cache when fresh."""
    site, language = find_site(request), translation.get_language() or settings.LANGUAGE_CODE
    if site is None:
        return Chrome()

    def build() -> Chrome:
        chrome = _build(site, language, request)
        cache.set(_by_host(request, language), chrome, KEPT_FOR_ERRORS)
        return chrome

    return remember("portal.chrome", [site.pk, request.get_host()], build, (PAGES, SITE, COMMUNITIES))


def error_navigation(request: HttpRequest, *, may_query: bool) -> dict[str, Any]:
    """Return `chrome` and `navigation` for an error page in the active language.

    Without `may_query` they are what this host's pages had last, if that is remembered; no table is read.
    """
    language = translation.get_language() or settings.LANGUAGE_CODE
    chrome = chrome_for(request) if may_query else cache.get(_by_host(request, language)) or Chrome()
    return {"chrome": chrome, "navigation": navigation_at(chrome, request.path)}


def _by_host(request: HttpRequest, language: str) -> str:
    return f"portal.chrome.{request.get_host()}.{language}"


def navigation_at(chrome: Chrome, path: str) -> list[Link]:
    """Return the navigation with the link marked that leads to `path` or to a page above it."""
    above = [link for link in chrome.navigation if path.startswith(link.url.split("?")[0].rstrip("/") + "/")]
    here = max(above, key=lambda link: len(link.url), default=None)
    return [replace(link, current=link is here) for link in chrome.navigation]


def in_language(texts: Iterable[Any], language: str, otherwise: str) -> Any:
    """Return the text in `language`, else in `otherwise`, else the first; None when there is none.

    `texts` are objects with a `language`, or mappings with that key.
    """
    by_code: dict[str, Any] = {}
    for text in texts:
        by_code.setdefault(text["language"] if isinstance(text, dict) else text.language, text)
    return by_code.get(language) or by_code.get(otherwise) or next(iter(by_code.values()), None)


class _Builder:
    """Turns the stored rows of one site into links in one language; pages are read by one query."""

    def __init__(self, site: Site, language: str, request: HttpRequest) -> None:
        self.site, self.language, self.request = site, language, request
        self.source = settings.LANGUAGE_CODE
        self.pages: dict[int, Page] = {}

    def read_pages(self, numbers: set[int]) -> None:
        """Read the published pages of these ids, each in the language that is wanted if it is there."""
        if not numbers:
            return
        keys = Page.objects.filter(pk__in=numbers).values("translation_key")
        found = Page.objects.live().filter(translation_key__in=keys).select_related("locale")
        rows = list(found.only("title", "slug", "url_path", "translation_key", "locale__language_code"))
        wanted = {row.translation_key: row for row in rows if row.locale.language_code == self.language}
        for row in rows:
            if row.pk in numbers:
                self.pages[row.pk] = wanted.get(row.translation_key, row)

    def words(self, values: Any) -> str:
        """Return a stored list of words in the language that is wanted."""
        entry = in_language(plain_list(values), self.language, self.source)
        return entry["text"] if entry else ""

    def link(self, value: dict[str, Any]) -> Link | None:
        """Return the link, or None when its page is not published any more."""
        words = self.words(value.get("words"))
        if value.get("page"):
            page = self.pages.get(value["page"])
            return Link(words or page.title, page.get_url(self.request)) if page else None
        return Link(words, self.address(value["address"])) if value.get("address") else None

    def links(self, values: Any) -> tuple[Link, ...]:
        """Return the links that lead somewhere."""
        return tuple(link for value in plain_list(values) if (link := self.link(value)))

    def address(self, address: str) -> str:
        """Return an address of this site its language prefix where the page has one."""
        prefixed = f"/{self.language}{address}"
        return prefixed if address.startswith("/") and is_valid_path(prefixed.split("?")[0]) else address

    def below_home(self) -> tuple[Link, ...]:
        """Return the pages below the home page that are marked "show in menus", then the communities."""
        home = Page.objects.filter(
            translation_key=self.site.root_page.translation_key, locale__language_code=self.language
        ).first()
        shown = (home or self.site.root_page).get_children().live().public().in_menu()
        pages = shown.exclude(alias_of__in=Page.objects.not_public().order_by().values("pk"))[:7]
        links = [Link(page.title, page.get_url(self.request)) for page in pages]
        if Community.objects.exists():
            links.append(Link(gettext("Communities"), reverse("cop:communities_show")))
        return tuple(links)


def _stored(site: Site) -> tuple[SiteChrome, list[Announcement]]:
    """Return header and footer as they are stored, in all languages, and announcements of now and later."""
    stored = SiteChrome.objects.filter(site=site).prefetch_related("texts").first() or SiteChrome(site=site)
    announced = Announcement.objects.on_site(site).not_over(timezone.now()).prefetch_related("texts")
    return stored, list(announced.order_by("from_at", "pk"))


def _build(site: Site, language: str, request: HttpRequest) -> Chrome:
    """Read header and footer from the database."""
    build = _Builder(site, language, request)
    stored, announced = remember("portal.stored_chrome", [site.pk], lambda: _stored(site), (SITE,))
    navigation = [block["value"] for block in stored.navigation.raw_data]
    columns = [block["value"] for block in stored.footer.raw_data]
    linked = [*navigation, *(link for column in columns for link in plain_list(column["links"]))]
    numbers = {value["page"] for value in linked if value.get("page")}
    build.read_pages(numbers | {row.page_id for row in announced if row.page_id})
    words = in_language(stored.texts.all(), language, build.source) if stored.pk else None
    return Chrome(
        title=words.title if words else site.site_name or settings.SITE_NAME,
        strapline=words.strapline if words else "",
        text=words.footer_text if words else "",
        contact_email=stored.contact_email,
        navigation=build.links(navigation) if navigation else build.below_home(),
        columns=tuple(Column(build.words(row["title"]), build.links(row["links"])) for row in columns),
        notices=notices(announced, build.pages, build.address, language, request),
    )


def plain_list(values: Any) -> list[Any]:
    """Return the values of a stored ListBlock, which keeps them bare or wrapped with an id."""
    return [
        value["value"] if isinstance(value, dict) and value.get("type") == "item" else value
        for value in values or []
    ]
