"""Makes pages of a course that was read from files; what is there already (by slug) is left as it is."""

from pathlib import Path
from typing import Any

from django.utils.html import format_html
from django.utils.translation import gettext
from wagtail.models import Page

from learning.demo.downloads import make_document
from learning.models import CoursePage, CoursesPage, LessonPage, ModulePage

CATALOGUE = "courses"


def ensure_catalogue(parent: Page) -> CoursesPage:
    """Return the catalogue below `parent`, making it when there is none."""
    found = CoursesPage.objects.child_of(parent).first()
    if found is None:
        intro = gettext(
            "Learn at your own pace. Each course says how long it takes and what you can do afterwards."
        )
        found = CoursesPage(
            title=gettext("Courses"),
            slug=CATALOGUE,
            locale=parent.locale,
            intro=format_html("<p>{}</p>", intro),
        )
        publish_under(parent, found)
    return found


def publish_under(parent: Page, page: Page) -> None:
    """Add the page below `parent` and publish it."""
    parent.add_child(instance=page)
    page.save_revision().publish()


def ensure(parent: Page, kind: type[Page], data: dict[str, Any]) -> Page:
    """Return the page of that slug below `parent`, making it from its fields when there is none."""
    found = kind.objects.child_of(parent).filter(slug=data["slug"]).first()
    if found is None:
        found = kind(locale=parent.locale, **data)
        publish_under(parent, found)
    return found


def lines(values: list[str]) -> list[tuple[str, str]]:
    """Return the raw value of a BulletListBlock."""
    return [("item", value) for value in values]


def make_course(catalogue: CoursesPage, data: dict[str, Any], folder: Path) -> CoursePage:
    """Make the course with its modules and lessons."""
    fields = {key: value for key, value in data.items() if key != "modules"}
    fields |= {"audience": lines(data["audience"]), "outcomes": lines(data["outcomes"])}
    course = ensure(catalogue, CoursePage, fields)
    for part in data["modules"]:
        fields = {key: value for key, value in part.items() if key != "lessons"}
        module = ensure(course, ModulePage, fields | {"outcomes": lines(part["outcomes"])})
        for lesson in part["lessons"]:
            if not LessonPage.objects.child_of(module).filter(slug=lesson["slug"]).exists():
                fields = lesson | {
                    "outcomes": lines(lesson["outcomes"]),
                    "body": _body(lesson["body"], folder),
                }
                ensure(module, LessonPage, fields)
    return course


def _body(blocks: list[tuple[str, Any]], folder: Path) -> Any:
    """Return a lesson's body, its downloads made into documents."""
    raw = [
        {"type": name, "value": _with_document(value, folder) if name == "download" else value}
        for name, value in blocks
    ]
    return LessonPage._meta.get_field("body").stream_block.to_python(raw)


def _with_document(value: dict[str, str], folder: Path) -> dict[str, Any]:
    document = make_document(folder / value["file"], value["title"])
    return {"document": document.pk, "title": value["title"], "note": value["note"]}
