"""The courses of a site in one language, with the facts people choose by."""

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from itertools import chain
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db.models import F, Q
from django.utils.translation import get_language_info
from wagtail.models import Page, Site

from accounts.models import AnyUser
from core.web.caching.fragments import remember
from core.web.translation_status import annotate_incomplete, incomplete_translations
from learning.enums import Duration, EnrolmentState
from learning.models import CoursePage, CoursesPage, Enrolment, LessonFacts
from learning.querysets import closed_paths, closed_to, depends_on
from learning.selectors.durations import long_time
from learning.selectors.lookups import known_root_path
from learning.selectors.progress_text import lessons, lessons_in, read_of


@dataclass
class CatalogueEntry:
    """A course on a card. `languages` are the names, in themselves, of those it is written in; `translated`
    is how many of its lessons are written in each, by code."""

    course: CoursePage
    minutes: int = 0
    lessons: int = 0
    done: int = 0
    is_enrolled: bool = False
    languages: list[str] = field(default_factory=list)
    codes: list[str] = field(default_factory=list)  # of these languages
    language: str = ""  # the code of the language its text is in
    translated: Counter[str] = field(default_factory=Counter)

    @property
    def written(self) -> list[tuple[str, str]]:
        """The languages it is written in: code and own name; then, in words, those with lessons left."""
        rows = [self._written(code, name) for code, name in zip(self.codes, self.languages, strict=True)]
        return sorted(rows, key=lambda row: not row[0])

    def _written(self, code: str, name: str) -> tuple[str, str]:
        if (number := self.translated[code]) >= self.lessons:
            return code, name
        return "", lessons_in(number, self.lessons, code)

    @property
    def duration(self) -> Duration | None:
        """Return how long it takes, as people choose by it; None for a course without lessons."""
        return Duration.of(self.minutes)

    @property
    def time(self) -> str:
        """Return the reading time as text; empty for a course without lessons."""
        return long_time(self.minutes) if self.minutes else ""

    @property
    def size(self) -> str:
        """Return the number of lessons as text."""
        return lessons(self.lessons)

    @property
    def progress(self) -> str:
        """Return the progress of the reader as text; empty when not enrolled."""
        if not self.is_enrolled:
            return ""
        return read_of(self.done, self.lessons)


def catalogue(site: Site, language: str, user: AnyUser) -> list[CatalogueEntry]:
    """Return the courses of a site in a language that `user` can see, in the editors' order."""
    path = known_root_path(site, language)
    if path is None:
        return []
    return _entries(CoursePage.objects.filter(path__startswith=path), user, path)


def entries(page: CoursesPage, user: AnyUser) -> list[CatalogueEntry]:
    """Return the courses below a catalogue page that `user` can see (a fixed number of queries)."""
    return _entries(CoursePage.objects.under(page, levels=1), user, page.path, below=page)


def _entries(courses: Any, user: AnyUser, path: str, *, below: Page | None = None) -> list[CatalogueEntry]:
    """Return the entries of the courses, which lie below `path` (strictly below the page `below`)."""
    found, keys = remember(
        "learning.catalogue",
        chain([path, below is None], depends_on(user)),
        lambda: _published(courses.visible_to(user, below=below), user, below),
    )
    if found and user.is_authenticated:
        _add_progress(found, keys, user)
    return found


def _published(
    wanted: Any, user: AnyUser, below: Page | None
) -> tuple[list[CatalogueEntry], dict[UUID, set[UUID]]]:
    """Return the entries without a reader's progress, and the lesson keys of each course key."""
    found = _with_languages(wanted, user)
    if not found:
        return [], {}
    return found, _count_lessons(found, closed_paths(user, below=below))


def _with_languages(wanted: Any, user: AnyUser) -> list[CatalogueEntry]:
    """Return the courses with the languages they are really written in, for this reader.

    Untranslated copies do not count, nor versions the reader may not see.
    """
    courses = list(wanted.with_language().defer("about", "outcomes", "audience").order_by("path"))
    shown, keys = {course.pk for course in courses}, {course.translation_key for course in courses}
    versions = CoursePage.objects.live().filter(translation_key__in=keys)
    versions = versions.filter(Q(pk__in=shown) | ~closed_to(user))
    versions = versions.filter(Q(alias_of__isnull=True) | Q(alias_of__locale=F("locale")))
    rows = list(versions.values_list("translation_key", "locale_id", "locale__language_code", "alias_of_id"))
    others = {key for key, _, code, _ in rows if code != settings.LANGUAGE_CODE}
    begun = incomplete_translations(others) if others else {}
    written: dict[UUID, set[str]] = defaultdict(set)
    for key, locale, code, is_copy in rows:
        if is_copy or code == settings.LANGUAGE_CODE or (key, locale) not in begun:
            written[key].add(code)
    found = []
    for course in courses:
        annotate_incomplete([course], begun)
        codes = sorted(written[course.translation_key])
        names = [get_language_info(code)["name_local"] for code in codes]
        found.append(CatalogueEntry(course, languages=names, codes=codes, language=course.content_language))
    return found


def _count_lessons(found: list[CatalogueEntry], closed: tuple[str, ...]) -> dict[UUID, set[UUID]]:
    """Add minutes, lessons, and how many are written in each language; return the lesson keys of each course.

    One query, also for the versions of these lessons in other courses.
    """
    by_course = {entry.course.pk: entry for entry in found}
    wanted = LessonFacts.objects.filter(course__in=by_course).values("lesson_key")
    rows = LessonFacts.objects.filter(lesson_key__in=wanted, module__live=True)
    languages: dict[UUID, list[str]] = defaultdict(list)
    counted: dict[UUID, CatalogueEntry] = {}
    keys: dict[UUID, set[UUID]] = defaultdict(set)
    for course, path, key, minutes, language, is_translated in rows.values_list(
        "course_id", "page__path", "lesson_key", "minutes", "language", "is_translated"
    ):
        if is_translated:
            languages[key].append(language)
        entry = by_course.get(course)
        if entry is not None and not path.startswith(closed):
            entry.minutes += minutes
            entry.lessons += 1
            keys[entry.course.translation_key].add(key)
            counted[key] = entry
    for key, entry in counted.items():
        entry.translated.update(languages[key])
    return keys


def _add_progress(found: list[CatalogueEntry], keys: dict[UUID, set[UUID]], user: AnyUser) -> None:
    """Add what the member takes and has read, in whichever course it was read."""
    taken: set[UUID] = set()
    read: set[UUID] = set()
    mine = Enrolment.objects.of(user).values_list(
        "course_key", "state", "readings__lesson_key", "readings__read_at"
    )
    for course_key, state, lesson_key, read_at in mine:
        if state == EnrolmentState.ACTIVE:
            taken.add(course_key)
        if read_at is not None:
            read.add(lesson_key)
    for entry in found:
        key = entry.course.translation_key
        entry.is_enrolled = key in taken
        entry.done = len(keys[key] & read)
