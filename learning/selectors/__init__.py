"""What learning shows: the catalogue, a course's line, where a learner goes on."""

from learning.selectors.catalogue import CatalogueEntry, catalogue, entries
from learning.selectors.dashboard import OwnCourse, dashboard
from learning.selectors.discussions import Discussion, discussion_of
from learning.selectors.facets import COURSE_FACETS
from learning.selectors.lookups import course_by_key, lesson_by_key, titles_of
from learning.selectors.outline import (
    Outline,
    OutlineLesson,
    OutlineModule,
    course_of,
    course_outline,
    set_current,
)
from learning.selectors.report import EnrolmentCount, enrolment_counts

__all__ = [
    "COURSE_FACETS",
    "CatalogueEntry",
    "Discussion",
    "EnrolmentCount",
    "Outline",
    "OutlineLesson",
    "OutlineModule",
    "OwnCourse",
    "catalogue",
    "course_by_key",
    "course_of",
    "course_outline",
    "dashboard",
    "discussion_of",
    "enrolment_counts",
    "entries",
    "lesson_by_key",
    "set_current",
    "titles_of",
]
