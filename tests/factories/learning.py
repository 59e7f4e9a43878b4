"""Courses, modules and lessons for tests; each is created below its `parent` and published."""

from typing import Any

import factory
import yaml
from wagtail.models import Page

from learning.demo import ESSENTIALS
from learning.models import CoursePage, CoursesPage, LessonPage, ModulePage
from tests.factories.vocabularies import make_concept

LONG = " ".join(["word"] * 100)
BODY = [
    {
        "type": "text",
        "id": "11111111-0000-4000-8000-000000000000",
        "value": f"<h2>Beginning</h2><p>{LONG}</p><h3>Detail</h3><p>{LONG}</p>",
    },
    {"type": "callout", "value": {"kind": "note", "title": "Note", "text": "<p>Think.</p>"}},
    {"type": "text", "id": "22222222-0000-4000-8000-000000000000", "value": f"<h2>End</h2><p>{LONG}</p>"},
]
BEGINNING, DETAIL, END = "s-11111111-1", "s-11111111-2", "s-22222222-1"


class _PageFactory(factory.django.DjangoModelFactory[Any]):
    class Meta:
        abstract = True

    @classmethod
    def _create(cls, model_class: type[Page], *args: Any, parent: Page, **fields: Any) -> Page:
        page = model_class(locale=parent.locale, **fields)
        parent.add_child(instance=page)
        return page


class CatalogueFactory(_PageFactory):
    """A catalogue; needs `parent`, a home page."""

    class Meta:
        model = CoursesPage

    title = "Courses"


class CourseFactory(_PageFactory):
    """A course; needs `parent`, a catalogue."""

    class Meta:
        model = CoursePage

    title = factory.Sequence(lambda n: f"Course {n}")
    summary = "A course."


class ModuleFactory(_PageFactory):
    """A module; needs `parent`, a course."""

    class Meta:
        model = ModulePage

    title = factory.Sequence(lambda n: f"Module {n}")
    summary = "A module."


class LessonFactory(_PageFactory):
    """A lesson of ten minutes with three sections; needs `parent`, a module."""

    class Meta:
        model = LessonPage

    title = factory.Sequence(lambda n: f"Lesson {n}")
    summary = "A lesson."
    minutes = 10
    body = factory.LazyFunction(lambda: LessonPage._meta.get_field("body").stream_block.to_python(BODY))


def fresh(page: Page) -> Page:
    """Return the page from the database (the tree's columns change when siblings move)."""
    return type(page).objects.get(pk=page.pk)


def make_course(home: Page, lessons: int = 3, **fields: Any) -> CoursePage:
    """Return a published course of one module with `lessons` lessons, in the catalogue below `home`."""
    catalogue = CoursesPage.objects.child_of(home).first() or CatalogueFactory(parent=home)
    course = CourseFactory(parent=fresh(catalogue), **fields)
    module = ModuleFactory(parent=course)
    for _number in range(lessons):
        LessonFactory(parent=fresh(module))
    return fresh(course)


def lessons_of(course: CoursePage) -> list[LessonPage]:
    """Return the course's lessons in order."""
    return list(LessonPage.objects.under(course, levels=2))


def make_demo_concepts() -> None:
    """Make the concepts that the demonstration's course names, without loading all vocabularies."""
    schemes = {"GBF": "gbf-targets", "CBD": "cbd-subjects", "KM": "km-processes", "AUDIENCE": "audiences"}
    for identifier in yaml.safe_load((ESSENTIALS / "course.yaml").read_text("utf-8"))["tags"]:
        make_concept(schemes[identifier.split("-")[0]], identifier)
