"""What the views of learning's pages share: crumbs, lookups by key, answers no shared cache may keep."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_cache_control, patch_vary_headers
from django.utils.translation import get_language
from wagtail.models import Site

from core.web.translation_status import written_in
from learning.models import CoursePage, LearningPage, LessonPage
from learning.selectors import course_by_key, lesson_by_key

Crumb = dict[str, str]


def is_preview(request: HttpRequest) -> bool:
    """Return whether an editor looks at a draft."""
    return bool(getattr(request, "is_preview", False))


def answer(request: HttpRequest, template: str, context: dict[str, Any]) -> HttpResponse:
    """Render a page that differs from reader to reader: never kept by a shared cache."""
    response = render(request, template, context)
    patch_vary_headers(response, ("Cookie",))
    if request.user.is_authenticated:
        patch_cache_control(response, private=True, no_cache=True)
    return response


def crumbs(request: HttpRequest, page: LearningPage) -> list[Crumb]:
    """Return the way from the catalogue to the page."""
    way = [(one, one.get_url(request) or "") for one in page.above if one.depth > 2]
    return [{"title": one.title, "url": url, "lang": written_in(one)} for one, url in [*way, (page, "")]]


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
