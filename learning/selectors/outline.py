"""The outline of a course: its visible lessons, each done, current or to come."""

import math
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import chain
from uuid import UUID

from wagtail.models import Page

from accounts.models import AnyUser
from core.web.caching.fragments import remember
from core.web.translation_status import annotate_incomplete
from learning.enums import LessonState
from learning.lesson_sections import Section
from learning.models import CoursePage, Enrolment, LessonPage, LessonProgress, ModulePage
from learning.querysets import depends_on
from learning.selectors.durations import long_time
from learning.selectors.progress_text import course_text, lesson_text, lessons, read_of

# What an outline shows of its pages. To read all columns of many pages takes longer than to find them.
SHOWN = ("title", "path", "depth", "url_path", "translation_key", "locale__language_code", "summary")
SHOWN_OF_LESSONS = (*SHOWN[:-2], "locale", "alias_of", "minutes", "is_open", "lesson_facts__language")
SHOWN_OF_MODULES = (*SHOWN, "alias_of__locale__language_code")


@dataclass
class OutlineLesson:
    """One lesson of the outline. `bookmark` is the section where the reader stopped, if known."""

    lesson: LessonPage
    number: int
    state: LessonState = LessonState.TO_COME
    reading: LessonProgress | None = None
    bookmark: Section | None = None
    is_closed: bool = False

    @property
    def is_read(self) -> bool:
        """Return whether the learner marked it as read."""
        return self.reading is not None and self.reading.read_at is not None

    @property
    def minutes_left(self) -> int:
        """Whole minutes still to read: none when read, at least one otherwise."""
        if self.is_read:
            return 0
        share = self.bookmark.before if self.bookmark else 0
        return max(1, math.ceil(self.lesson.minutes * (1 - share)))

    @property
    def words(self) -> str:
        """The note under the title."""
        return lesson_text(
            length=self.lesson.minutes,
            left=self.minutes_left,
            is_closed=self.is_closed,
            is_read=self.is_read,
            is_current=self.state == LessonState.CURRENT,
            is_opened=self.reading is not None,
            share=self.bookmark.before if self.bookmark else None,
        )


@dataclass
class OutlineModule:
    """A module with its visible lessons."""

    module: ModulePage
    entries: list[OutlineLesson]

    @property
    def size(self) -> str:
        """How many lessons, in words."""
        return lessons(len(self.entries))

    @property
    def progress(self) -> str:
        """How many of its lessons are read, in words."""
        return read_of(sum(entry.is_read for entry in self.entries), len(self.entries))


@dataclass
class Outline:
    """A course for one person. Only lessons this person can see now are counted."""

    course: Page
    modules: list[OutlineModule]
    enrolment: Enrolment | None = None
    current: OutlineLesson | None = field(default=None)

    def __iter__(self) -> Iterator[OutlineLesson]:
        return (entry for module in self.modules for entry in module.entries)

    @property
    def entries(self) -> list[OutlineLesson]:
        """All visible lessons in order."""
        return list(self)

    @property
    def nearby(self) -> list[OutlineLesson]:
        """Return the current lesson with the one before and the one after; without a current one none."""
        if self.current is None:
            return []
        at = self.current.number - 1
        return self.entries[max(0, at - 1) : at + 2]

    @property
    def done(self) -> int:
        """How many visible lessons are read."""
        return sum(entry.is_read for entry in self)

    @property
    def total(self) -> int:
        """How many lessons are visible."""
        return len(self.entries)

    @property
    def minutes(self) -> int:
        """Minutes of all visible lessons."""
        return sum(entry.lesson.minutes for entry in self)

    @property
    def minutes_left(self) -> int:
        """Minutes of what is not read yet."""
        return sum(entry.minutes_left for entry in self)

    @property
    def is_enrolled(self) -> bool:
        """Return whether the person takes the course now."""
        return self.enrolment is not None and self.enrolment.is_active

    @property
    def all_read(self) -> bool:
        """Return whether every visible lesson is read; never true of an empty course."""
        return self.total > 0 and self.done == self.total

    @property
    def size(self) -> str:
        """How many lessons, in words."""
        return lessons(self.total)

    @property
    def time(self) -> str:
        """How long it takes, in words."""
        return long_time(self.minutes)

    @property
    def words(self) -> str:
        """How far the person is, and what is left."""
        return course_text(
            done=self.done,
            total=self.total,
            is_started=any(entry.reading for entry in self),
            length=self.minutes,
            left=self.minutes_left,
        )

    def entry_of(self, lesson_key: UUID) -> OutlineLesson | None:
        """Return the entry of a lesson by its key, or None when it is not visible."""
        return next((entry for entry in self if entry.lesson.translation_key == lesson_key), None)

    def neighbour(self, entry: OutlineLesson, distance: int) -> OutlineLesson | None:
        """Return the entry before (-1) or after (1) another."""
        index = entry.number - 1 + distance
        return self.entries[index] if 0 <= index < self.total else None


def course_of(lesson: LessonPage) -> CoursePage:
    """Return the course of a lesson; CoursePage.DoesNotExist when it has none."""
    return CoursePage.objects.with_language().get(path=lesson.course_path)


def course_outline(course: Page, user: AnyUser, *, viewed: LessonPage | None = None) -> Outline:
    """Return a course's outline for `user` (five queries at most, whatever its length; in a translation six).

    `viewed` is the lesson that is shown, whose text need not be read again.
    """
    modules, course.untranslated_source = remember(  # type: ignore[attr-defined]
        "learning.outline", chain([course.pk], depends_on(user)), lambda: _published(course, user)
    )
    outline = Outline(course, modules)
    if modules and modules[0].module.locale_id == course.locale_id:
        course.locale = modules[0].module.locale  # read already
    if user.is_authenticated:
        _add_progress(outline, user, viewed)
    if not outline.is_enrolled:
        for entry in outline:
            entry.is_closed = not entry.lesson.is_open
    return outline


def _published(course: Page, user: AnyUser) -> tuple[list[OutlineModule], str]:
    """Return the modules with the lessons that `user` sees; `untranslated_source` of the course."""
    lessons = list(
        LessonPage.objects.visible_to(user, below=course)
        .under(course, levels=2)
        .select_related("lesson_facts")
        .only(*SHOWN_OF_LESSONS)
    )
    paths = {lesson.path[: -lesson.steplen] for lesson in lessons}
    published = (
        ModulePage.objects.live()
        .filter(path__in=paths)
        .order_by("path")
        .with_language()
        .only(*SHOWN_OF_MODULES)
    )
    by_path = {module.path: OutlineModule(module, []) for module in published}
    number = 0
    for lesson in lessons:
        outline_module = by_path.get(lesson.path[: -lesson.steplen])
        if outline_module is None:  # its module is not published
            continue
        number += 1
        lesson.course_key, lesson.stored_language = course.translation_key, _language(lesson)
        if lesson.locale_id == outline_module.module.locale_id:
            lesson.locale = outline_module.module.locale  # read already
        outline_module.entries.append(OutlineLesson(lesson, number))
    modules = [each for each in by_path.values() if each.entries]
    if modules and modules[0].module.locale_id == course.locale_id:
        course.locale = modules[0].module.locale  # read already
    annotate_incomplete([course, *(each.module for each in modules)] if modules else [])
    return modules, getattr(course, "untranslated_source", "")


def _language(lesson: LessonPage) -> str:
    """Return the stored language of its text; empty where no facts are stored."""
    facts = getattr(lesson, "lesson_facts", None)
    return facts.language if facts else ""


def _add_progress(outline: Outline, user: AnyUser, viewed: LessonPage | None) -> None:
    """Set the state of each lesson. A lesson that was read in another course is read."""
    key = outline.course.translation_key
    outline.enrolment = Enrolment.objects.of(user).filter(course_key=key).first()
    keys = [entry.lesson.translation_key for entry in outline]
    readings: dict[UUID, LessonProgress] = {}
    for reading in LessonProgress.objects.of(user).filter(lesson_key__in=keys).order_by("read_at", "pk"):
        kept = readings.get(reading.lesson_key)
        if kept is None or kept.read_at is None:
            readings[reading.lesson_key] = reading
    for entry in outline:
        entry.reading = readings.get(entry.lesson.translation_key)
        if entry.is_read:
            entry.state = LessonState.DONE
    set_current(outline, viewed=viewed)


def set_current(outline: Outline, *, viewed: LessonPage | None = None) -> None:
    """Set the current lesson, again after one was opened; none for users who do not take the course."""
    if outline.current:
        outline.current.state, outline.current.bookmark = LessonState.TO_COME, None
    outline.current = next_step(outline) if outline.is_enrolled else None
    if outline.current:
        outline.current.state = LessonState.CURRENT
        _add_bookmark(outline.current, viewed)


def next_step(outline: Outline) -> OutlineLesson | None:
    """Return the lesson to continue with: last opened, else next unread after it, else first unread."""
    last = outline.enrolment.last_lesson_key if outline.enrolment else None
    opened = outline.entry_of(last) if last else None
    if opened is None:
        return next((entry for entry in outline if not entry.is_read), None)
    later = [entry for entry in outline if entry.number >= opened.number and not entry.is_read]
    return later[0] if later else next((entry for entry in outline if not entry.is_read), None)


def _add_bookmark(entry: OutlineLesson, viewed: LessonPage | None) -> None:
    """Find the section where the reader stopped; an anchor that has gone is the beginning."""
    if entry.reading is None or not entry.reading.bookmark:
        return
    lesson = viewed
    if lesson is None or lesson.pk != entry.lesson.pk:
        lesson = LessonPage.objects.only("body").get(pk=entry.lesson.pk)
    anchor = entry.reading.bookmark
    entry.bookmark = next((section for section in lesson.sections if section.anchor == anchor), None)
