"""Variables of every page: navigation, footer, announcements, languages. Read only when they are used."""

from functools import cached_property, partial
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import SimpleLazyObject
from django.utils.timezone import now

from core.base.rules import is_editor
from core.web.caching.changes import PAGES, PEOPLE, PERMISSIONS, SITE
from core.web.caching.fragments import remember
from core.web.caching.pages import KNOWN_PARAMETERS, limit_lifetime
from portal.selectors.announcements import SESSION_KEY, Notice, seconds_to_change, shown_at
from portal.selectors.languages import (
    LanguageLink,
    LanguageNotice,
    Languages,
    TextLink,
    languages_of_page,
    languages_of_view,
)
from portal.selectors.site_chrome import Chrome, Link, chrome_for, navigation_at

_KEPT = "_portal_site"
NAMES = (
    "chrome",
    "navigation",
    "footer",
    "announcements",
    "language_links",
    "alternates",
    "canonical_url",
    "language_notice",
    "text_links",
    "edit_url",
)


def site(request: HttpRequest) -> dict[str, Any]:
    """Return the variables of header and footer; each is computed once per request, when a template needs it.

    `language_notice` is set when the page's text is in another language than the interface; `text_links`
    lead to the text in the others; `edit_url` is set when the reader may edit the page in the editors' admin.
    """
    kept: dict[str, Any] | None = getattr(request, _KEPT, None)
    if kept is None:
        reading = _Reading(request)
        kept = {name: SimpleLazyObject(partial(getattr, reading, name)) for name in NAMES}
        setattr(request, _KEPT, kept)
    return kept


class _Reading:
    """The header and footer of one request."""

    def __init__(self, request: HttpRequest) -> None:
        self.request = request
        self.page = getattr(request, "page", None)

    @cached_property
    def chrome(self) -> Chrome:
        return chrome_for(self.request)

    @property
    def navigation(self) -> list[Link]:
        return navigation_at(self.chrome, self.request.path)

    @property
    def footer(self) -> Chrome:
        return self.chrome

    @property
    def announcements(self) -> list[Notice]:
        if not self.chrome.notices:
            return []
        session = getattr(self.request, "session", None) or {}
        if (seconds := seconds_to_change(self.chrome.notices, now())) is not None:
            limit_lifetime(self.request, seconds)
        return shown_at(self.chrome.notices, now(), session.get(SESSION_KEY, ()))

    @cached_property
    def languages(self) -> Languages:
        if self.request.GET.keys() - KNOWN_PARAMETERS:  # a search: each has its own address
            return self._languages()
        text = getattr(self.page, "text_language", "")
        parts = [self.page and self.page.pk, text, self.request.build_absolute_uri()]
        return remember("portal.languages", parts, self._languages, (PAGES, SITE))

    def _languages(self) -> Languages:
        if self.page is None:
            return languages_of_view(self.request)
        return languages_of_page(self.request, self.page)

    @property
    def language_links(self) -> list[LanguageLink]:
        return self.languages.links

    @property
    def alternates(self) -> list[LanguageLink]:
        return self.languages.alternates

    @property
    def canonical_url(self) -> str:
        return self.languages.canonical

    @property
    def language_notice(self) -> LanguageNotice | None:
        return self.languages.notice if self.page is not None else None

    @property
    def text_links(self) -> tuple[TextLink, ...]:
        return self.languages.texts if self.page is not None else ()

    @property
    def edit_url(self) -> str:
        user = getattr(self.request, "user", None)
        if self.page is None or self.page.pk is None or user is None or not user.is_authenticated:
            return ""
        if not remember("portal.is_editor", [user.pk], lambda: is_editor(user), (PERMISSIONS, PEOPLE)):
            return ""
        may = self.page.permissions_for_user(user).can_edit()
        return reverse("wagtailadmin_pages:edit", args=[self.page.pk]) if may else ""
