"""The courses of a site in one language, with the facts people choose by."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.utils.translation import get_language_info
from wagtail.models import Page, Site

from learning.models import CoursePage, CoursesPage, Enrolment, LessonPage, LessonReading, ModulePage
from learning.selectors import words
from learning.selectors.places import root_path


@dataclass
class CatalogueEntry:
    """A course on a card. `languages` are the names, in themselves, of those it is written in."""

    course: CoursePage
    minutes: int = 0
    lessons: int = 0
    done: int = 0
    is_enrolled: bool = False
    languages: list[str] = field(default_factory=list)
    language: str = ""  # the code of the language its text is in

    @property
    def time(self) -> str:
        """How long it takes, in words; empty for a course without lessons."""
        return words.long_time(self.minutes) if self.minutes else ""

    @property
    def size(self) -> str:
        """How many lessons, in words."""
        return words.lessons(self.lessons)

    @property
    def progress(self) -> str:
        """How far the reader is, in words; empty when not enrolled."""
        if not self.is_enrolled:
            return ""
        return words.read_of(self.done, self.lessons)


def catalogue(site: Site, language: str, user: Any) -> list[CatalogueEntry]:
    """Give the courses of a site in a language that `user` can see, in the editors' order."""
    path = root_path(site, language)
    if path is None:
        return []
    return _entries(CoursePage.objects.filter(path__startswith=path), user)


def entries(page: CoursesPage, user: Any) -> list[CatalogueEntry]:
    """Give the courses below a catalogue page that `user` can see (a fixed number of queries)."""
    return _entries(CoursePage.objects.under(page, levels=1), user, below=page)


def _entries(courses: Any, user: Any, *, below: Page | None = None) -> list[CatalogueEntry]:
    seen = courses.visible_to(user, below=below).order_by("path").defer("about", "outcomes", "audience")
    found = {course.path: CatalogueEntry(course) for course in seen}
    if found:
        keys = _count_lessons(found, user)
        _add_languages(found.values())
        if user.is_authenticated:
            _add_progress(found.values(), keys, user)
    return list(found.values())


def _count_lessons(found: dict[str, CatalogueEntry], user: Any) -> dict[UUID, set[UUID]]:
    """Add minutes and lessons; give the lesson keys of each course key."""
    step, depth = Page.steplen, next(iter(found.values())).course.depth
    shared = _common_start(found)
    modules = set(
        ModulePage.objects.live()
        .filter(path__startswith=shared, depth=depth + 1)
        .values_list("path", flat=True)
    )
    lessons = LessonPage.objects.visible_to(user).filter(path__startswith=shared, depth=depth + 2)
    keys: dict[UUID, set[UUID]] = defaultdict(set)
    for path, key, minutes in lessons.values_list("path", "translation_key", "minutes"):
        entry = found.get(path[: -2 * step])
        if entry is None or path[:-step] not in modules:
            continue
        entry.minutes += minutes
        entry.lessons += 1
        keys[entry.course.translation_key].add(key)
    return keys


def _common_start(paths: Iterable[str]) -> str:
    """Give the path of the lowest page above all of them."""
    first, last = min(paths), max(paths)
    length = 0
    while first[length : length + Page.steplen] == last[length : length + Page.steplen] != "":
        length += Page.steplen
    return first[:length]


def _add_languages(found: Iterable[CatalogueEntry]) -> None:
    """Add the languages a course is really written in: untranslated copies do not count."""
    keys = [entry.course.translation_key for entry in found]
    rows = Page.objects.live().filter(translation_key__in=keys).order_by("locale__language_code")
    written: dict[UUID, list[str]] = defaultdict(list)
    own: dict[int, str] = {}
    for pk, key, code, source in rows.values_list(
        "pk", "translation_key", "locale__language_code", "alias_of__locale__language_code"
    ):
        own[pk] = source or code
        if source is None:
            written[key].append(code)
    for entry in found:
        codes = written[entry.course.translation_key]
        entry.languages = [get_language_info(code)["name_local"] for code in codes]
        entry.language = own.get(entry.course.pk, "")


def _add_progress(found: Iterable[CatalogueEntry], keys: dict[UUID, set[UUID]], user: Any) -> None:
    taken = set(
        Enrolment.objects.of(user).active().filter(course_key__in=keys).values_list("course_key", flat=True)
    )
    every = set().union(*keys.values()) if keys else set()
    read = set(
        LessonReading.objects.of(user)
        .read()
        .filter(lesson_key__in=every)
        .values_list("lesson_key", flat=True)
    )
    for entry in found:
        key = entry.course.translation_key
        entry.is_enrolled = key in taken
        entry.done = len(keys[key] & read)
