"""Who may do what in learning."""

from typing import Any

from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Left, Length
from wagtail.models import Page

from accounts.models import AnyUser
from core.base.rules import EVERYTHING, NOTHING, is_editor, is_member, rule
from learning.enums import EnrolmentState


def _takes_course(user: AnyUser, course_key: Any) -> bool:
    return (
        user.is_authenticated
        and is_member(user)
        and user.enrolments.filter(course_key=course_key, state=EnrolmentState.ACTIVE).exists()
    )


def _in_a_course_of(user: AnyUser) -> Q:
    """Filter the lessons, two levels down, of courses in which `user` is enrolled."""
    if not user.is_authenticated:
        return NOTHING
    taken = user.enrolments.filter(state=EnrolmentState.ACTIVE).values("course_key")
    course = Page.objects.filter(
        path=Left(OuterRef("path"), Length(OuterRef("path")) - 2 * Page.steplen), translation_key__in=taken
    )
    return Q(Exists(course))


@rule
def can_read_lesson(user: AnyUser, lesson: Any) -> bool:
    """Open lessons: everyone. Others: who takes the course, and editors."""
    return lesson.is_open or is_editor(user) or _takes_course(user, lesson.course_key)


@can_read_lesson.query
def _readable_lessons(user: AnyUser) -> Q:
    if is_editor(user):
        return EVERYTHING
    return Q(is_open=True) | (_in_a_course_of(user) if is_member(user) else NOTHING)


@rule
def can_enrol(user: AnyUser, course: Any) -> bool:
    """Join a course one may see: every member."""
    return is_member(user)


@can_enrol.query
def _courses_to_join(user: AnyUser) -> Q:
    return EVERYTHING if is_member(user) else NOTHING


@rule
def can_keep_progress(user: AnyUser, enrolment: Any) -> bool:
    """Allow progress to be recorded: in one's own enrolment, while one takes the course."""
    return is_member(user) and enrolment.user_id == user.pk and enrolment.state == EnrolmentState.ACTIVE


@can_keep_progress.query
def _enrolments_going_on(user: AnyUser) -> Q:
    return Q(user=user, state=EnrolmentState.ACTIVE) if is_member(user) else NOTHING
