"""Permissions of learning: reading courses and lessons, joining, and progress."""

from typing import Any

from learning.enums import EnrolmentState
from learning.models import CoursePage, CoursesPage, Enrolment, LessonPage, ModulePage
from tests.factories.learning import DETAIL, LessonFactory, lessons_of, make_course
from tests.permissions.matrix import SIGN_IN, Row


def _course(scenario: Any) -> CoursePage:
    return make_course(scenario.home, lessons=1)


def _catalogue(scenario: Any) -> CoursesPage:
    return CoursesPage.objects.get(pk=_course(scenario).get_parent().pk)


def _module(scenario: Any) -> ModulePage:
    return ModulePage.objects.under(_course(scenario), levels=1).get()


def _open(scenario: Any) -> LessonPage:
    return lessons_of(_course(scenario))[0]


def _closed(scenario: Any) -> LessonPage:
    return LessonFactory(parent=_module(scenario), is_open=False)


def _course_key(scenario: Any) -> dict[str, Any]:
    return {"course_key": _course(scenario).translation_key}


def _lesson_key(scenario: Any) -> dict[str, Any]:
    return {"lesson_key": _open(scenario).translation_key}


def _joined(scenario: Any, role: str, state: str = EnrolmentState.ACTIVE) -> None:
    """Create the row directly: services use the rules, which a control reverses."""
    if role != "stranger":
        key = CoursePage.objects.get().translation_key
        Enrolment.objects.create(user=scenario.people[role], course_key=key, state=state)


def _left(scenario: Any, role: str) -> None:
    _joined(scenario, role, EnrolmentState.LEFT)


EDITORS = {"editor": 200, "admin": 200}
PLACE = {"bookmark": DETAIL}
JOINED = {"stranger": SIGN_IN, "members": 302}

ROWS = [
    Row("learning.CoursesPage", expect={"everyone": 200}, make=_catalogue),
    Row("learning.CoursePage", expect={"everyone": 200}, make=_course),
    Row("learning.ModulePage", expect={"everyone": 200}, make=_module),
    Row("learning.LessonPage", expect={"everyone": 200}, make=_open),
    Row("learning.LessonPage", state="closed", expect={"others": 302, **EDITORS}, make=_closed),
    Row(
        "learning.LessonPage",
        state="closed, joined",
        expect={"stranger": 302, "members": 200},
        make=_closed,
        before=_joined,
    ),
    Row(
        "learning.LessonPage",
        state="closed, left",
        expect={"others": 302, **EDITORS},
        make=_closed,
        before=_left,
    ),
    Row("learning:course_enrol", "POST", expect=JOINED, make=_course_key),
    Row("learning:course_enrol", "POST", state="again", expect=JOINED, make=_course_key, before=_joined),
    Row("learning:course_leave", "POST", expect=JOINED, make=_course_key, before=_joined),
    Row("learning:lesson_read", "POST", expect=JOINED, make=_lesson_key, before=_joined),
    Row("learning:lesson_unread", "POST", expect=JOINED, make=_lesson_key, before=_joined),
    Row(
        "learning:lesson_bookmark",
        "POST",
        state="joined",
        expect={"stranger": SIGN_IN, "members": 204},
        make=_lesson_key,
        data=PLACE,
        before=_joined,
    ),
    Row(
        "learning:lesson_bookmark",
        "POST",
        state="left",
        expect={"stranger": SIGN_IN, "members": 404},
        make=_lesson_key,
        data=PLACE,
        before=_left,
    ),
    Row(
        "learning:lesson_bookmark",
        "POST",
        state="never joined",
        expect={"stranger": SIGN_IN, "members": 404},
        make=_lesson_key,
        data=PLACE,
    ),
    Row("learning_enrolments", expect={"others": SIGN_IN, **EDITORS}),
]
