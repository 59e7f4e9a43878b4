"""Work of learning in the background."""

from uuid import UUID

from core.jobs import job
from learning.services.threads import open_threads


@job("learning.open_threads", atomic=False)
def open_lesson_threads(course_key: str) -> None:
    """Open the threads in which the lessons of a course are discussed."""
    open_threads(UUID(course_key))
