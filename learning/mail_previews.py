"""Samples of the mails of learning, for the page on which editors read mails before members do."""

from typing import Any

from django.conf import settings
from django.utils.translation import get_language

from core.mail.previews import TemplateSample


def course_completed() -> dict[str, Any]:
    """Return a course that does not exist."""
    return {
        "course": "Sharing knowledge on biodiversity",
        "action_url": f"{settings.SITE_URL}/{get_language()}/",
    }


SAMPLES = [TemplateSample("learning/course_completed", course_completed)]
