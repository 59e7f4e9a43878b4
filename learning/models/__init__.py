"""Courses, modules and lessons (pages, written by editors); enrolments and readings (by members)."""

from learning.models.courses import CoursePage, CoursesPage
from learning.models.enrolments import Enrolment
from learning.models.lesson_facts import LessonFacts
from learning.models.lessons import LessonPage
from learning.models.modules import ModulePage
from learning.models.pages import LearningPage
from learning.models.progress import LessonProgress

__all__ = [
    "CoursePage",
    "CoursesPage",
    "Enrolment",
    "LearningPage",
    "LessonFacts",
    "LessonPage",
    "LessonProgress",
    "ModulePage",
]
