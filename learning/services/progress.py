"""Opening a lesson, marking it as read, saving a bookmark."""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from learning.errors import NotEnrolled, UnknownSection
from learning.models import Enrolment, LessonPage, LessonProgress
from learning.rules import can_keep_progress
from learning.selectors import Outline, course_of, course_outline
from learning.services.completion import complete

REOPEN_WINDOW = timedelta(minutes=5)


def _own_enrolment(lesson: LessonPage, by: User) -> Enrolment:
    """Lock the enrolment, so that two tabs count one after the other; NotEnrolled."""
    mine = Enrolment.objects.select_for_update().of(by).filter(course_key=lesson.course_key).first()
    if mine is None or not can_keep_progress(by, mine):
        raise NotEnrolled
    return mine


def _reading(enrolment: Enrolment, lesson: LessonPage) -> LessonProgress:
    reading, _made = LessonProgress.objects.get_or_create(
        enrolment=enrolment, lesson_key=lesson.translation_key
    )
    return reading


def _seen(enrolment: Enrolment, lesson: LessonPage) -> None:
    enrolment.last_lesson_key = lesson.translation_key
    enrolment.last_seen_at = timezone.now()
    enrolment.save(update_fields=["last_lesson_key", "last_seen_at"])


def open_lesson(lesson: LessonPage, enrolment: Enrolment | None, *, by: User) -> LessonProgress | None:
    """Record that `by` opened the lesson, so that the course goes on from here. NotEnrolled.

    Opening it again within five minutes writes nothing and gives None. Nothing is counted, so nothing
    is locked: the first of two openings makes the reading.
    """
    if enrolment is None or not can_keep_progress(by, enrolment):
        raise NotEnrolled
    now, key = timezone.now(), lesson.translation_key
    if enrolment.last_lesson_key == key and now - enrolment.last_seen_at < REOPEN_WINDOW:
        return None
    reading = LessonProgress(enrolment=enrolment, lesson_key=key)
    LessonProgress.objects.bulk_create([reading], ignore_conflicts=True)
    enrolment.last_lesson_key, enrolment.last_seen_at = key, now
    enrolment.save(update_fields=["last_lesson_key", "last_seen_at"])
    return reading


@transaction.atomic
def mark_read(lesson: LessonPage, *, by: User) -> Outline:
    """Record that `by` has read the lesson, and complete the course when that was the last one.

    Gives the course's line afterwards. Repeating it changes nothing. NotEnrolled.
    """
    enrolment = _own_enrolment(lesson, by)
    reading = _reading(enrolment, lesson)
    if reading.read_at is None:
        reading.read_at = max(timezone.now(), reading.opened_at)
        reading.bookmark = ""
        reading.save(update_fields=["read_at", "bookmark"])
    _seen(enrolment, lesson)
    outline = course_outline(course_of(lesson), by)
    if outline.all_read:
        complete(enrolment)
    outline.enrolment = enrolment
    return outline


@transaction.atomic
def mark_unread(lesson: LessonPage, *, by: User) -> None:
    """Take the mark back; a completed course stays completed. NotEnrolled."""
    enrolment = _own_enrolment(lesson, by)
    LessonProgress.objects.of(by).read().filter(lesson_key=lesson.translation_key).update(read_at=None)
    _seen(enrolment, lesson)


@transaction.atomic
def save_bookmark(lesson: LessonPage, *, by: User, bookmark: str) -> LessonProgress:
    """Save the section (an anchor; empty for the beginning) where `by` stopped.

    Raises NotEnrolled and UnknownSection.
    """
    enrolment = _own_enrolment(lesson, by)
    if bookmark and bookmark not in {section.anchor for section in lesson.sections}:
        raise UnknownSection
    reading = _reading(enrolment, lesson)
    if reading.bookmark != bookmark and reading.read_at is None:
        reading.bookmark = bookmark
        reading.save(update_fields=["bookmark"])
    _seen(enrolment, lesson)
    return reading
