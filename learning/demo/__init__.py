"""The first course, loaded from YAML files into pages that editors go on with."""

from pathlib import Path

from django.db import transaction
from wagtail.models import Page

from learning.demo.course_files import read_course
from learning.demo.pages import ensure_catalogue, make_course
from learning.demo.reader import CourseFileError
from learning.demo.tags import find_tags
from learning.models import CoursePage

ESSENTIALS = Path(__file__).parent / "essentials"

__all__ = ["ESSENTIALS", "CourseFileError", "load"]


@transaction.atomic
def load(parent: Page, folder: Path = ESSENTIALS) -> CoursePage:
    """Return the course of `folder` in the catalogue below `parent`, making what is missing (by slug).

    All files are read before anything is made; CourseFileError names the file and the block that is wrong.
    The vocabularies must be there already, when the course names concepts.
    """
    data = read_course(folder)
    data["tags"] = find_tags(data["tags"], "course.yaml")
    return make_course(ensure_catalogue(parent), data, folder)
