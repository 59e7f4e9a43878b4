"""What learning refuses, in words for the person."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class LearningError(Exception):
    """A refusal; `message` is translated and says what to do next."""

    message: str | Promise = ""

    def __str__(self) -> str:
        return str(self.message)


class CannotEnrol(LearningError):
    """The person may not join the course."""

    message = _("Sign in to join this course.")


class NotEnrolled(LearningError):
    """The person does not take the lesson's course."""

    message = _("Join this course, and what you read is remembered.")


class UnknownSection(LearningError):
    """The lesson has no such section (any more)."""

    message = _("This lesson has no such section any more. Reload the page.")
