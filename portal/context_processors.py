"""What every page's frame shows: navigation, footer, announcements, languages. Read only when it is used."""

from functools import cached_property, partial
from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from django.utils.functional import SimpleLazyObject

from portal.selectors.announcements import SESSION_KEY, Notice, shown_at
from portal.selectors.frames import Frame, Link, frame_for, navigation_at
from portal.selectors.languages import ContentLanguage, LanguageLink, content_language, language_links

_KEPT = "_portal_site"


def site(request: HttpRequest) -> dict[str, Any]:
    """Give the frame's variables; each is worked out once per request, when a template first asks."""
    kept: dict[str, Any] | None = getattr(request, _KEPT, None)
    if kept is None:
        reading = _Reading(request)
        names = ("frame", "navigation", "footer", "announcements", "language_links", "alternates", "written")
        kept = {name: SimpleLazyObject(partial(getattr, reading, name)) for name in names}
        setattr(request, _KEPT, kept)
    return kept


class _Reading:
    """The frame of one request."""

    def __init__(self, request: HttpRequest) -> None:
        self.request = request
        self.page = getattr(request, "page", None)

    @cached_property
    def frame(self) -> Frame:
        return frame_for(self.request)

    @property
    def navigation(self) -> list[Link]:
        return navigation_at(self.frame, self.request.path)

    @property
    def footer(self) -> Frame:
        return self.frame

    @property
    def announcements(self) -> list[Notice]:
        found = self.frame.notices
        if not found:
            return []
        session = getattr(self.request, "session", None) or {}
        return shown_at(found, timezone.now(), session.get(SESSION_KEY, ()))

    @cached_property
    def language_links(self) -> list[LanguageLink]:
        return language_links(self.request, self.page)

    @property
    def alternates(self) -> list[LanguageLink]:
        return [link for link in self.language_links if link.translated]

    @property
    def written(self) -> ContentLanguage | None:
        return content_language(self.page) if self.page is not None else None
