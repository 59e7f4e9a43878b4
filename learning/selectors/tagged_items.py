"""Courses about a concept: for the page of the concept."""

from itertools import chain
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest
from django.utils.translation import get_language

from core.web.caching.changes import PAGES, SITE
from core.web.caching.fragments import remember
from core.web.caching.sites import find_site
from learning.models import CoursePage, CoursesPage
from learning.querysets import depends_on
from learning.selectors.facets import COURSE_FACETS
from learning.selectors.lookups import known_root_path
from vocabularies.enums import VOCABULARIES
from vocabularies.tagged_models import TaggedItem
from vocabularies.tagging import tagged_with

SOURCE = "en"  # whose courses are named where the reader's language has no pages


def courses_about(concept: Any, request: HttpRequest, limit: int) -> tuple[int, list[TaggedItem]]:
    """Return the number of visible courses tagged with the concept or a narrower one, and the first."""
    path = _path(request)
    if path is None:
        return 0, []
    parts = chain([path, concept.pk, limit, request.get_host()], depends_on(request.user))
    return remember(
        "learning.courses_about",
        parts,
        lambda: _courses_about(concept, path, request, limit),
        (PAGES, VOCABULARIES),
    )


def _courses_about(concept: Any, path: str, request: HttpRequest, limit: int) -> tuple[int, list[TaggedItem]]:
    courses = CoursePage.objects.filter(path__startswith=path).visible_to(request.user)
    keys = list(tagged_with(courses, "tags", [concept]).order_by("path").values_list("pk", flat=True))
    rows = CoursePage.objects.filter(pk__in=keys[:limit]).with_language().order_by("path")
    shown = [
        TaggedItem(course.title, course.get_url(request) or "", course.summary, course.content_language)
        for course in rows.defer("about", "outcomes", "audience")
    ]
    return len(keys), shown


def catalogue_about(concept: Any, request: HttpRequest) -> str:
    """Return the address of the catalogue narrowed to the concept; empty when it has no such filter."""
    path, facet = _path(request), COURSE_FACETS.key_of_scheme(concept.scheme.key)
    if path is None or facet is None:
        return ""
    address = remember(
        "learning.catalogue_address",
        [path, request.get_host()],
        lambda: _catalogue(path, request),
        (PAGES, SITE),
    )
    return f"{address}?{urlencode({facet: concept.identifier})}" if address else ""


def _catalogue(path: str, request: HttpRequest) -> str:
    page = CoursesPage.objects.live().filter(path__startswith=path).first()
    return (page.get_url(request) or "") if page else ""


def _path(request: HttpRequest) -> str | None:
    site = find_site(request)
    if site is None:
        return None
    return known_root_path(site, get_language() or SOURCE) or known_root_path(site, SOURCE)
