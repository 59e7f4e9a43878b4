"""How many take each course: numbers for those who run courses, no names."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Q

from learning.enums import EnrolmentState
from learning.models import CoursePage, Enrolment, LessonProgress


@dataclass(frozen=True)
class EnrolmentCount:
    """One course over all its languages: how many take it, began, completed, left."""

    course: CoursePage
    taking: int
    begun: int
    completed: int
    left: int


def enrolment_counts() -> list[EnrolmentCount]:
    """Return a row for each course that is not an untranslated copy, in the order of the tree."""
    begun = LessonProgress.objects.filter(enrolment=OuterRef("pk"))
    rows: Any = (
        Enrolment.objects.annotate(has_begun=Exists(begun))
        .values("course_key")
        .annotate(
            taking=Count("pk", filter=Q(state=EnrolmentState.ACTIVE)),
            begun=Count("pk", filter=Q(has_begun=True)),
            completed=Count("pk", filter=Q(completed_at__isnull=False)),
            left=Count("pk", filter=Q(state=EnrolmentState.LEFT)),
        )
    )
    names = ("taking", "begun", "completed", "left")
    numbers: dict[UUID, dict[str, int]] = {
        row["course_key"]: {name: row[name] for name in names} for row in rows
    }
    nothing = dict.fromkeys(names, 0)
    return [
        EnrolmentCount(course, **numbers.get(course.translation_key, nothing)) for course in _one_page_each()
    ]


def _one_page_each() -> list[CoursePage]:
    seen: set[UUID] = set()
    courses = []
    for course in CoursePage.objects.filter(alias_of__isnull=True).order_by("path"):
        if course.translation_key not in seen:
            seen.add(course.translation_key)
            courses.append(course)
    return courses
