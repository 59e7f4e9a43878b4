"""A course, its modules, joining and leaving it."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.requests import MemberRequest
from core.base.ratelimit import ratelimit
from core.web.access import member, public, requires
from core.web.responses import render_page
from learning.models import CoursePage, ModulePage
from learning.rules import can_enrol
from learning.selectors import Outline, course_outline
from learning.services import enrol, leave
from learning.views.pages import breadcrumbs, course_or_404, is_preview
from vocabularies.tagging import concepts_of


@public
@require_safe
def course_show(request: HttpRequest, page: CoursePage) -> HttpResponse:
    """Show a course: its line, what one learns, and joining it or going on."""
    context = {
        "page": page,
        "outline": course_outline(page, request.user),
        "tags": concepts_of(page, "tags"),
        "breadcrumbs": breadcrumbs(request, page),
        "focus_enrol": "enrol" in request.GET,
    }
    return render_page(request, "learning/course_show.html", context)


@public
@require_safe
def module_show(request: HttpRequest, page: ModulePage) -> HttpResponse:
    """Show a module with its part of the line."""
    course = page.above[-1]
    if not course.live and not is_preview(request):
        raise Http404
    outline = course_outline(course, request.user)
    outline_module = next((each for each in outline.modules if each.module.path == page.path), None)
    context = {
        "page": page,
        "outline": outline,
        "outline_module": outline_module,
        "breadcrumbs": breadcrumbs(request, page),
    }
    return render_page(request, "learning/module_show.html", context)


@requires(can_enrol)
@require_POST
@ratelimit("learning.enrol", rate="30/m")
def course_enrol(request: MemberRequest, course_key: UUID) -> HttpResponse:
    """Join the course, then go back to where the reader was: the course, or one of its lessons."""
    course = course_or_404(request, course_key)
    enrol(course, by=request.user)
    outline = course_outline(course, request.user)
    messages.success(request, _joined(outline))
    return redirect(_asked_lesson(request, outline) or course.get_url(request))


@member
@require_POST
@ratelimit("learning.enrol", rate="30/m")
def course_leave(request: MemberRequest, course_key: UUID) -> HttpResponse:
    """Leave the course; what was read is kept for a return."""
    course = course_or_404(request, course_key)
    if leave(course, by=request.user) is not None:
        messages.success(
            request, _("You have left this course. What you have read is kept, in case you come back.")
        )
    return redirect(course.get_url(request))


def _joined(outline: Outline) -> str:
    if outline.current is None:
        return _("You take this course.")
    if outline.done:
        return _("You take this course again. Continue with: %(lesson)s") % {
            "lesson": outline.current.lesson.title
        }
    return _("You take this course. Begin with: %(lesson)s") % {"lesson": outline.current.lesson.title}


def _asked_lesson(request: HttpRequest, outline: Outline) -> str | None:
    """Return the address of the lesson from which the reader joined, when it is one of the course."""
    try:
        entry = outline.entry_of(UUID(request.POST.get("lesson", "")))
    except ValueError:
        return None
    return entry.lesson.get_url(request) if entry else None
