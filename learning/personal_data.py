"""What learning keeps about a member, for how long, and why."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.personal_data.exporters import delete
from accounts.personal_data.members import WITH_THE_ACCOUNT
from core.base.personal_data_registry import PersonalData, Retention
from learning.models import Enrolment, LessonProgress
from learning.selectors import titles_of


def _when(moment: Any) -> str | None:
    return moment.isoformat() if moment else None


def _export_enrolments(user: User) -> list[dict[str, Any]]:
    taken = list(Enrolment.objects.of(user).order_by("enrolled_at", "pk"))
    titles = titles_of({enrolment.course_key for enrolment in taken}, user.language)
    return [
        {
            "course": titles.get(enrolment.course_key, ""),
            "course_key": str(enrolment.course_key),
            "state": enrolment.state,
            "enrolled_at": _when(enrolment.enrolled_at),
            "last_seen_at": _when(enrolment.last_seen_at),
            "completed_at": _when(enrolment.completed_at),
        }
        for enrolment in taken
    ]


def _export_readings(user: User) -> list[dict[str, Any]]:
    opened = list(LessonProgress.objects.of(user).select_related("enrolment").order_by("opened_at", "pk"))
    titles = titles_of({reading.lesson_key for reading in opened}, user.language)
    return [
        {
            "lesson": titles.get(reading.lesson_key, ""),
            "lesson_key": str(reading.lesson_key),
            "course_key": str(reading.enrolment.course_key),
            "opened_at": _when(reading.opened_at),
            "read_at": _when(reading.read_at),
            "bookmark": reading.bookmark,
        }
        for reading in opened
    ]


ENTRIES = [
    PersonalData(
        Enrolment,
        retention=Retention(WITH_THE_ACCOUNT, _("So that a course you take continues where you left it.")),
        export=_export_enrolments,
        erase=delete(Enrolment, "user"),
        order=41,
    ),
    PersonalData(
        LessonProgress,
        retention=Retention(WITH_THE_ACCOUNT, _("So that you see what you have read and what is left.")),
        export=_export_readings,
        erase=delete(LessonProgress, "enrolment__user"),
        order=40,
    ),
]
