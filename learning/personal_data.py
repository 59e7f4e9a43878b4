"""What learning keeps about a member, for how long, and why."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from core.privacy import Retention, register


def _export_enrolments(user: Any) -> list[dict[str, Any]]:
    from learning.models import Enrolment
    from learning.selectors import title_of

    return [
        {
            "course": title_of(enrolment.course_key, user.language),
            "course_key": str(enrolment.course_key),
            "state": enrolment.state,
            "enrolled_at": enrolment.enrolled_at.isoformat(),
            "last_seen_at": enrolment.last_seen_at.isoformat(),
            "completed_at": enrolment.completed_at.isoformat() if enrolment.completed_at else None,
        }
        for enrolment in Enrolment.objects.of(user).order_by("enrolled_at", "pk")
    ]


def _export_readings(user: Any) -> list[dict[str, Any]]:
    from learning.models import LessonReading
    from learning.selectors import title_of

    return [
        {
            "lesson": title_of(reading.lesson_key, user.language),
            "lesson_key": str(reading.lesson_key),
            "course_key": str(reading.enrolment.course_key),
            "opened_at": reading.opened_at.isoformat(),
            "read_at": reading.read_at.isoformat() if reading.read_at else None,
            "place": reading.place,
        }
        for reading in LessonReading.objects.of(user).select_related("enrolment").order_by("opened_at", "pk")
    ]


def _erase_enrolments(user: Any) -> None:
    from learning.models import Enrolment

    Enrolment.objects.of(user).delete()


def _erase_readings(user: Any) -> None:
    from learning.models import LessonReading

    LessonReading.objects.of(user).delete()


def register_personal_data() -> None:
    """Enter learning's models in the register of personal data."""
    from learning.models import Enrolment, LessonReading

    register(
        Enrolment,
        retention=Retention(
            _("as long as the account exists"), _("So that a course you take goes on where you left it.")
        ),
        export=_export_enrolments,
        erase=_erase_enrolments,
        order=41,
    )
    register(
        LessonReading,
        retention=Retention(
            _("as long as the account exists"), _("So that you see what you have read and what is left.")
        ),
        export=_export_readings,
        erase=_erase_readings,
        order=40,
    )
