"""A lesson, and what the reader says about it: read, not read, stopped here."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.models import AnyUser
from accounts.requests import MemberRequest
from core.base.ratelimit import ratelimit
from core.web.access import member, public
from core.web.errors import unprocessable
from core.web.responses import render_page
from learning.errors import NotEnrolled, UnknownSection
from learning.lesson_sections import Section, anchored_blocks
from learning.models import LessonPage
from learning.rules import can_read_lesson
from learning.selectors import Outline, OutlineLesson, course_outline, discussion_of, set_current
from learning.services import mark_read, mark_unread, open_lesson, save_bookmark
from learning.views.pages import breadcrumbs, is_preview, lesson_or_404


@public
@require_safe
def lesson_show(request: HttpRequest, page: LessonPage) -> HttpResponse:
    """Show a lesson; to a learner of its course also remember that it was opened."""
    outline = course_outline(page.above[-2], request.user, viewed=page)
    page.course_key = outline.course.translation_key
    entry = outline.entry_of(page.translation_key)
    preview = is_preview(request)
    if not preview:
        if entry is None or not outline.course.live:  # its module or course is not published
            raise Http404
        if not can_read_lesson(request.user, page):
            return _ask_to_join(request, outline)
        if request.method == "GET" and outline.is_enrolled:
            _open(page, outline, entry, request.user)
    context = {
        "page": page,
        "outline": outline,
        "entry": entry,
        "current_module": next((each for each in outline.modules if entry in each.entries), None),
        "previous": outline.neighbour(entry, -1) if entry else None,
        "next": outline.neighbour(entry, 1) if entry else None,
        "anchored_blocks": SimpleLazyObject(lambda: anchored_blocks(page.body)),
        "sections": [section for section in page.sections if section.level == 2],
        "bookmark": _bookmark(entry, page),
        "remember": outline.is_enrolled and not preview and entry is not None and not entry.is_read,
        "discussion": None if preview else discussion_of(page, page.course_path, request.user),
        "breadcrumbs": breadcrumbs(request, page),
    }
    return render_page(request, "learning/lesson_show.html", context)


def _open(page: LessonPage, outline: Outline, entry: OutlineLesson, user: AnyUser) -> None:
    """Remember that the lesson was opened, and update the outline on the page at once."""
    if not user.is_authenticated:
        return
    opened = open_lesson(page, outline.enrolment, by=user)
    if opened is not None:
        entry.reading = entry.reading or opened
        set_current(outline, viewed=page)


def _bookmark(entry: OutlineLesson | None, page: LessonPage) -> Section | None:
    """Return the section where the reader stopped, when the lesson still has it and is not read."""
    if entry is None or entry.reading is None or entry.is_read:
        return None
    return next((section for section in page.sections if section.anchor == entry.reading.bookmark), None)


def _ask_to_join(request: HttpRequest, outline: Outline) -> HttpResponse:
    """Send to the course page: this lesson opens when one has joined."""
    course_url = outline.course.get_url(request)
    if request.user.is_authenticated:
        messages.info(request, _("Join the course to read this lesson."))
        return redirect(f"{course_url}?enrol=1")
    messages.info(request, _("Sign in and join the course to read this lesson."))
    return redirect(course_url)


@member
@require_POST
@ratelimit("learning.read", rate="60/m")
def lesson_read(request: MemberRequest, lesson_key: UUID) -> HttpResponse:
    """Mark the lesson as read and go on to the next unread one, or to the course when all is read."""
    lesson = lesson_or_404(request, lesson_key)
    try:
        outline = mark_read(lesson, by=request.user)
    except NotEnrolled as refusal:
        messages.info(request, refusal.message)
        return redirect(lesson.get_url(request))
    following = outline.current
    if following is None:
        messages.success(
            request, _("Marked as read. That was the last lesson: you have read the whole course.")
        )
        return redirect(outline.course.get_url(request))
    words = _("Marked as read. %(progress)s. Next: %(lesson)s")
    messages.success(request, words % {"progress": outline.words, "lesson": following.lesson.title})
    return redirect(following.lesson.get_url(request))


@member
@require_POST
@ratelimit("learning.read", rate="60/m")
def lesson_unread(request: MemberRequest, lesson_key: UUID) -> HttpResponse:
    """Take the mark back."""
    lesson = lesson_or_404(request, lesson_key)
    try:
        mark_unread(lesson, by=request.user)
        messages.success(request, _("This lesson is marked as not read."))
    except NotEnrolled as refusal:
        messages.info(request, refusal.message)
    return redirect(lesson.get_url(request))


@member
@require_POST
@ratelimit("learning.bookmark", rate="60/m")
def lesson_bookmark(request: MemberRequest, lesson_key: UUID) -> HttpResponse:
    """Remember the section the reader has reached: 204.

    404 for users who do not take the course, 422 for a section the lesson does not have.
    """
    lesson = lesson_or_404(request, lesson_key)
    try:
        save_bookmark(lesson, by=request.user, bookmark=request.POST.get("bookmark", ""))
    except NotEnrolled as refusal:
        raise Http404 from refusal
    except UnknownSection as refusal:
        return unprocessable(request, str(refusal))
    return HttpResponse(status=204)
