"""Completing a course: when its last lesson is read, and when the last unread one has gone."""

from collections import defaultdict
from collections.abc import Collection
from typing import Any
from uuid import UUID

from django.contrib.auth import get_user_model
from django.db import transaction
from django.utils import timezone

from core import usage
from learning.models import CoursePage, Enrolment, LessonReading
from learning.selectors.visibility import CourseLessons, groups_of, lessons_of

BATCH = 500  # enrolments in one transaction


def complete(enrolment: Enrolment) -> None:
    """Record that the course is completed; again it changes nothing. The caller has locked the enrolment."""
    if enrolment.completed_at is None:
        enrolment.completed_at = max(timezone.now(), enrolment.enrolled_at)
        enrolment.save(update_fields=["completed_at"])
        usage.count("learning.course_completed")


def complete_course(course_key: UUID) -> int:
    """Complete the course for everyone who has read all its present lessons; return for how many.

    Each person is measured by the version in their language, else by the one that was written first.
    In batches, safe to repeat and to break off. Nobody's completion is taken back.
    """
    versions = CoursePage.objects.live().filter(translation_key=course_key).order_by("pk")
    lessons = {
        version.locale.language_code: lessons_of(version)
        for version in versions.select_related("locale").only("path", "depth", "locale")
    }
    number, after = 0, 0
    while lessons:
        last, completed = _complete_batch(course_key, lessons, after=after)
        number += completed
        if last is None:
            break
        after = last
    return number


@transaction.atomic
def _complete_batch(
    course_key: UUID, lessons: dict[str, CourseLessons], *, after: int
) -> tuple[int | None, int]:
    """Return the last enrolment of the batch (None: there was none), and how many were completed."""
    waiting = Enrolment.objects.active().filter(course_key=course_key, completed_at__isnull=True)
    # Locked, since a lesson may be marked as read, or completed by it, at this moment.
    batch = list(waiting.filter(pk__gt=after).order_by("pk").select_for_update(of=["self"])[:BATCH])
    if not batch:
        return None, 0
    ids = [enrolment.user_id for enrolment in batch]
    users: dict[int, Any] = get_user_model().objects.only("language", "is_superuser").in_bulk(ids)
    groups, read = groups_of(users), _read(users, lessons)
    first = next(iter(lessons))
    done = []
    for enrolment in batch:
        user = users[enrolment.user_id]
        version = lessons.get(user.language) or lessons[first]
        visible = version.visible_to(groups[user.pk], is_superuser=user.is_superuser)
        if visible and visible <= read[user.pk]:
            enrolment.completed_at = max(timezone.now(), enrolment.enrolled_at)
            done.append(enrolment)
    if done:
        Enrolment.objects.bulk_update(done, ["completed_at"])
        usage.count("learning.course_completed", len(done))
    return batch[-1].pk, len(done)


def _read(users: Collection[int], lessons: dict[str, CourseLessons]) -> dict[int, set[UUID]]:
    """Return the keys of the lessons that each user has read, in whichever course (one query)."""
    keys = set().union(*(version.keys for version in lessons.values()))
    rows = LessonReading.objects.read().filter(enrolment__user__in=users, lesson_key__in=keys)
    found: dict[int, set[UUID]] = defaultdict(set)
    for user, key in rows.values_list("enrolment__user_id", "lesson_key"):
        found[user].add(key)
    return found
