"""What learners do: join, leave, open, read, stop."""

from learning.services.completion import complete_course
from learning.services.enrolments import enrol, leave
from learning.services.progress import mark_read, mark_unread, open_lesson, save_bookmark

__all__ = [
    "complete_course",
    "enrol",
    "leave",
    "mark_read",
    "mark_unread",
    "open_lesson",
    "save_bookmark",
]
