"""Completing a course: when its last lesson is read, and when the last unread one has gone."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib.auth import get_user_model
from django.db import transaction
from django.utils import timezone

from learning.models import CoursePage, Enrolment, LessonProgress
from learning.querysets import EnrolmentQuerySet
from learning.selectors.visibility import CourseLessons, groups_of, lessons_of
from learning.services.completion_mails import mail_completion

BATCH = 100  # enrolments in one transaction, each perhaps with a mail


@dataclass
class _Version:
    """A course in one language, with its lessons."""

    course: CoursePage
    lessons: CourseLessons


def complete(enrolment: Enrolment) -> None:
    """Record that the course is completed; again it changes nothing. The caller has locked the enrolment."""
    if enrolment.completed_at is None:
        enrolment.completed_at = max(timezone.now(), enrolment.enrolled_at)
        enrolment.save(update_fields=["completed_at"])


def complete_courses_of(user_id: int) -> int:
    """Complete the courses of which one member has read all present lessons; return how many."""
    waiting = _waiting(user_id).values_list("course_key", flat=True)
    return sum(complete_course(key, user_id=user_id) for key in waiting)


def complete_course(course_key: UUID, *, user_id: int | None = None) -> int:
    """Complete the course for everyone (or one) who has read all its present lessons; return for how many.

    Each person is measured by the version in their language, else by the one that was written first, and
    gets a mail. In batches, safe to repeat and to break off. Nobody's completion is taken back.
    """
    versions = _versions(course_key)
    number, after = 0, 0
    while versions:
        waiting = _waiting(user_id).filter(course_key=course_key, pk__gt=after)
        last, completed = _complete_batch(waiting, versions)
        number += completed
        if last is None:
            break
        after = last
    return number


def _waiting(user_id: int | None) -> EnrolmentQuerySet:
    """Return the enrolments, everyone's or one member's, that are not completed yet."""
    waiting = Enrolment.objects.active().filter(completed_at__isnull=True)
    return waiting if user_id is None else waiting.filter(user=user_id)


def _versions(course_key: UUID) -> dict[str, _Version]:
    """Return the published versions of the course by language, the one written first leading."""
    courses = CoursePage.objects.live().filter(translation_key=course_key).order_by("pk")
    return {
        course.locale.language_code: _Version(course, lessons_of(course))
        for course in courses.select_related("locale").defer("about", "outcomes", "audience")
    }


@transaction.atomic
def _complete_batch(waiting: EnrolmentQuerySet, versions: dict[str, _Version]) -> tuple[int | None, int]:
    """Return the last enrolment of the batch (None: there was none), and how many were completed.

    The mails are written in the transaction that sets `completed_at`, so each person gets exactly one.
    """
    # Locked, since a lesson may be marked as read, or completed by it, at this moment.
    batch = list(waiting.order_by("pk").select_for_update(of=["self"])[:BATCH])
    if not batch:
        return None, 0
    users = get_user_model().objects.in_bulk([enrolment.user_id for enrolment in batch])
    groups, read = groups_of(users), _read(users, [version.lessons for version in versions.values()])
    first = next(iter(versions.values()))
    done = []
    for enrolment in batch:
        user: Any = users[enrolment.user_id]
        version = versions.get(user.language, first)
        visible = version.lessons.visible_to(groups[user.pk], is_superuser=user.is_superuser)
        if visible and visible <= read[user.pk]:
            enrolment.completed_at = max(timezone.now(), enrolment.enrolled_at)
            done.append(enrolment)
            mail_completion(version.course, user)
    if done:
        Enrolment.objects.bulk_update(done, ["completed_at"])
    return batch[-1].pk, len(done)


def _read(users: Collection[int], versions: list[CourseLessons]) -> dict[int, set[UUID]]:
    """Return the keys of the lessons that each user has read, in whichever course (one query)."""
    keys = set().union(*(lessons.keys for lessons in versions))
    rows = LessonProgress.objects.read().filter(enrolment__user__in=users, lesson_key__in=keys)
    found: dict[int, set[UUID]] = defaultdict(set)
    for user, key in rows.values_list("enrolment__user_id", "lesson_key"):
        found[user].add(key)
    return found
