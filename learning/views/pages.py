"""What the views of learning's pages share: breadcrumbs and lookups by key."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest
from django.utils.translation import get_language
from wagtail.models import Site

from core.web.breadcrumbs import Breadcrumb, of_pages
from learning.models import CoursePage, LearningPage, LessonPage
from learning.selectors import course_by_key, lesson_by_key


def is_preview(request: HttpRequest) -> bool:
    """Return whether an editor looks at a draft."""
    return bool(getattr(request, "is_preview", False))


def breadcrumbs(request: HttpRequest, page: LearningPage) -> list[Breadcrumb]:
    """Return the path from the catalogue to the page."""
    return of_pages(request, [one for one in page.above if one.depth > 2], page)


def _open_to(request: HttpRequest, page: Any) -> bool:
    """Return whether the reader satisfies every restriction on the page or above it."""
    return all(one.accept_request(request) for one in page.get_view_restrictions())


def course_or_404(request: HttpRequest, key: UUID) -> CoursePage:
    """Return the course of this site and the reader's language; Http404 when there is none to see."""
    course = course_by_key(key, site=Site.find_for_request(request), language=get_language() or "en")
    if course is None or not _open_to(request, course):
        raise Http404
    return course


def lesson_or_404(request: HttpRequest, key: UUID) -> LessonPage:
    """Return the lesson of this site and the reader's language; Http404 when there is none to see."""
    lesson = lesson_by_key(key, site=Site.find_for_request(request), language=get_language() or "en")
    if lesson is None or not _open_to(request, lesson):
        raise Http404
    return lesson
