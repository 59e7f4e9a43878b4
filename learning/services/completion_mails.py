"""The mail to a member whose course was completed in the background, not by their own mark."""

import logging

from accounts.models import AnyUser
from core import mail
from learning.models import CoursePage

logger = logging.getLogger("learning.completion")


def mail_completion(course: CoursePage, user: AnyUser) -> None:
    """Mail the member that the course is completed; called in the transaction that sets `completed_at`.

    An account that is switched off gets none. An address that cannot get mail holds up nobody else.
    """
    if not user.is_active:
        return
    try:
        context = {"course": course.title, "action_url": course.full_url}
        mail.send("learning/course_completed", user, context)
    except mail.MailRefused:
        logger.warning("Member %s cannot be mailed that a course is completed.", user.pk)
