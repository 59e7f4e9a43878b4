"""Joining and leaving a course."""

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from learning.enums import EnrolmentState
from learning.errors import CannotEnrol
from learning.models import CoursePage, Enrolment
from learning.rules import can_enrol
from learning.selectors import course_outline
from learning.services.completion import complete


@transaction.atomic
def enrol(course: CoursePage, *, by: User) -> Enrolment:
    """Let `by` take the course; again after leaving, everything read is still there. CannotEnrol."""
    if not can_enrol(by, course):
        raise CannotEnrol
    mine = Enrolment.objects.select_for_update()
    enrolment, made = mine.get_or_create(user=by, course_key=course.translation_key)
    if not enrolment.is_active:
        enrolment.state = EnrolmentState.ACTIVE
        enrolment.last_seen_at = timezone.now()
        enrolment.save(update_fields=["state", "last_seen_at"])
        made = True
    if made and course_outline(course, by).all_read:  # in another course, or before leaving
        complete(enrolment)
    return enrolment


@transaction.atomic
def leave(course: CoursePage, *, by: User) -> Enrolment | None:
    """Let `by` leave the course; what was read is kept. None when `by` never joined it."""
    mine = Enrolment.objects.select_for_update().of(by).filter(course_key=course.translation_key)
    enrolment = mine.first()
    if enrolment is not None and enrolment.is_active:
        enrolment.state = EnrolmentState.LEFT
        enrolment.save(update_fields=["state"])
    return enrolment
