"""The fixed words of learning: levels of a course, states of an enrolment."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Level(TextChoices):
    """How much a course expects of its reader."""

    INTRODUCTORY = "introductory", _("Introductory")
    INTERMEDIATE = "intermediate", _("Intermediate")
    ADVANCED = "advanced", _("Advanced")


class Duration(TextChoices):
    """How long a course takes, as people choose by it: its lessons' minutes together."""

    SHORT = "short", _("Up to 1 hour")
    MEDIUM = "medium", _("1 to 3 hours")
    LONG = "long", _("More than 3 hours")

    @classmethod
    def of(cls, minutes: int) -> "Duration | None":
        """Return the choice into which a course of so many minutes falls; None for one without lessons."""
        if not minutes:
            return None
        return cls.SHORT if minutes <= 60 else cls.MEDIUM if minutes <= 180 else cls.LONG


class EnrolmentState(TextChoices):
    """Whether somebody takes the course now. Completion is a date of its own and is never undone."""

    ACTIVE = "active", _("Taking the course")
    LEFT = "left", _("Left the course")


class LessonState(TextChoices):
    """The state of a lesson in a learner's outline."""

    DONE = "done", _("done")
    CURRENT = "current", _("now")
    TO_COME = "todo", _("to come")
