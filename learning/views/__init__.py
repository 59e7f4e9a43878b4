"""What learning answers."""

from learning.views.catalogue import catalogue_show
from learning.views.courses import course_enrol, course_leave, course_show, module_show
from learning.views.lessons import lesson_bookmark, lesson_read, lesson_show, lesson_unread

__all__ = [
    "catalogue_show",
    "course_enrol",
    "course_leave",
    "course_show",
    "lesson_bookmark",
    "lesson_read",
    "lesson_show",
    "lesson_unread",
    "module_show",
]
