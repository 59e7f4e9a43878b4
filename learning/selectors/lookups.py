"""Finding a course or a lesson by its key, in one site and one language."""

from collections.abc import Collection
from typing import Any
from uuid import UUID

from wagtail.models import Page, Site

from core.web.caching.changes import PAGES, SITE
from core.web.caching.fragments import remember
from learning.models import CoursePage, LessonPage


def root_path(site: Site, language: str) -> str | None:
    """Return the tree path of the site's home page in a language, or None when it has no such tree."""
    home = Page.objects.filter(sites_rooted_here=site).values("translation_key")
    homes = Page.objects.filter(translation_key__in=home, locale__language_code=language)
    return homes.values_list("path", flat=True).first()


def known_root_path(site: Site, language: str) -> str | None:
    """Return what `root_path` returns, read once until pages or sites change."""
    return remember(
        "learning.root_path", [site.pk, language], lambda: root_path(site, language), (PAGES, SITE)
    )


def _by_key(pages: Any, key: UUID, site: Site | None, language: str) -> Any:
    path = root_path(site, language) if site else None
    if path is None:
        return None
    return pages.live().filter(translation_key=key, path__startswith=path).first()


def course_by_key(key: UUID, *, site: Site | None, language: str) -> CoursePage | None:
    """Return the published course of this site and language, or None."""
    return _by_key(CoursePage.objects, key, site, language)


def lesson_by_key(key: UUID, *, site: Site | None, language: str) -> LessonPage | None:
    """Return the published lesson, in a published module and course of this site and language, or None."""
    lessons = LessonPage.objects.in_published(levels=1).in_published(levels=2)
    return _by_key(lessons, key, site, language)


def titles_of(keys: Collection[UUID], language: str) -> dict[UUID, str]:
    """Return the titles of pages by key, in a language if there is one, else in any. One query."""
    pages = Page.objects.filter(translation_key__in=keys).order_by("-pk")
    found: dict[UUID, str] = {}
    for key, code, title in pages.values_list("translation_key", "locale__language_code", "title"):
        if code == language or key not in found:
            found[key] = title
    return found
