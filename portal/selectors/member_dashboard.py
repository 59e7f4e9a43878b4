"""What comes next: composed for a member from the apps below; what a stranger is shown first.

The number of queries does not grow with the number of courses.
"""

from dataclasses import dataclass, field

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import get_language
from wagtail.models import Site

from learning.selectors import CatalogueEntry, OwnCourse, catalogue, dashboard

FEW = 3


@dataclass(frozen=True)
class MemberDashboard:
    """A member's way on: the course last read, the other courses joined, and courses one could join."""

    course: OwnCourse | None = None
    language: str = ""  # the code of the language that course is written in
    joined: list[CatalogueEntry] = field(default_factory=list)
    open: list[CatalogueEntry] = field(default_factory=list)


def what_comes_next(request: HttpRequest) -> MemberDashboard:
    """Return the member's courses on this site in this language, the one last seen first."""
    entries = _catalogue(request)
    course = next(iter(dashboard(request.user, request, most=1)), None)
    shown = course.outline.course.pk if course else None
    return MemberDashboard(
        course=course,
        language=next((entry.language for entry in entries if entry.course.pk == shown), ""),
        joined=[entry for entry in entries if entry.is_enrolled and entry.course.pk != shown],
        open=[entry for entry in entries if not entry.is_enrolled][:FEW],
    )


def courses_for_strangers(request: HttpRequest) -> list[CatalogueEntry]:
    """Return the first courses of the site's catalogue."""
    return _catalogue(request)[:FEW]


def _catalogue(request: HttpRequest) -> list[CatalogueEntry]:
    site = Site.find_for_request(request)
    return catalogue(site, get_language() or settings.LANGUAGE_CODE, request.user) if site else []
