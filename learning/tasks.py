"""Work of learning in the background."""

from uuid import UUID

from core.jobs import job
from learning.services.completion import complete_course, complete_courses_of
from learning.services.threads import open_threads


@job("learning.open_threads", atomic=False)
def open_lesson_threads(course_key: str) -> None:
    """Open the threads in which the lessons of a course are discussed."""
    open_threads(UUID(course_key))


@job("learning.complete_course", atomic=False)
def complete_enrolments(course_key: str) -> None:
    """Complete a course whose lessons have changed for everyone who has read what is there now."""
    complete_course(UUID(course_key))


@job("learning.complete_member", atomic=False)
def complete_member(user_id: int) -> None:
    """Complete the courses of a member whose groups have changed, where they have read what they see now."""
    complete_courses_of(user_id)
