"""The fixed words of learning: levels of a course, states of an enrolment."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Level(TextChoices):
    """How much a course expects of its reader."""

    INTRODUCTORY = "introductory", _("Introductory")
    INTERMEDIATE = "intermediate", _("Intermediate")
    ADVANCED = "advanced", _("Advanced")


class EnrolmentState(TextChoices):
    """Whether somebody takes the course now. Completion is a date of its own and is never undone."""

    ACTIVE = "active", _("Taking the course")
    LEFT = "left", _("Left the course")


class StepState(TextChoices):
    """Where a lesson stands on a learner's line."""

    DONE = "done", _("done")
    NOW = "now", _("now")
    TODO = "todo", _("to come")
