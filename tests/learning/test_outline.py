"""The outline: states, texts, and who sees which lessons."""

import pytest
from django.contrib.auth.models import AnonymousUser, Group
from wagtail.models import PageViewRestriction

from learning.selectors import course_outline
from learning.services import mark_read, open_lesson, save_bookmark
from tests.factories.learning import BEGINNING, DETAIL, END, LessonFactory, ModuleFactory, fresh, make_course

pytestmark = pytest.mark.django_db


def line(course, user):
    return [(str(entry.state), entry.words) for entry in course_outline(course, user)]


def test_a_visitor_sees_lengths_only(course, stranger):
    assert line(course, stranger) == [("todo", "10 minutes")] * 3
    outline = course_outline(course, stranger)
    assert (outline.words, outline.current, outline.is_enrolled) == (
        "Not started; 3 lessons, about 30 minutes",
        None,
        False,
    )


def test_the_current_lesson_moves_with_progress(course, lessons, learner, enrolment):
    assert line(course, learner)[0] == ("current", "next; 10 minutes")
    open_lesson(lessons[0], learner.enrolments.get(), by=learner)
    assert line(course, learner)[0] == ("current", "opened; 10 minutes")
    save_bookmark(lessons[0], by=learner, bookmark=BEGINNING)
    assert line(course, learner)[0] == ("current", "in progress; 10 minutes left")
    save_bookmark(lessons[0], by=learner, bookmark=DETAIL)
    assert line(course, learner)[0] == ("current", "in progress; 7 minutes left")
    save_bookmark(lessons[0], by=learner, bookmark=END)
    assert line(course, learner)[0] == ("current", "half read; 4 minutes left")
    mark_read(lessons[0], by=learner)
    assert line(course, learner) == [
        ("done", "read, 10 minutes"),
        ("current", "next; 10 minutes"),
        ("todo", "10 minutes"),
    ]
    assert course_outline(course, learner).words == "1 of 3 lessons read; about 20 minutes left"


def test_the_current_lesson_is_the_last_opened(course, lessons, learner, enrolment):
    mark_read(lessons[1], by=learner)
    assert course_outline(course, learner).current.number == 3
    mark_read(lessons[2], by=learner)
    assert course_outline(course, learner).current.number == 1
    open_lesson(lessons[0], learner.enrolments.get(), by=learner)
    mark_read(lessons[0], by=learner)
    outline = course_outline(course, learner)
    assert (outline.current, outline.all_read, outline.words) == (None, True, "All 3 lessons read")


def test_a_bookmark_of_a_removed_section_is_the_beginning(course, lessons, learner, enrolment):
    save_bookmark(lessons[0], by=learner, bookmark=END)
    lesson = fresh(lessons[0])
    lesson.body = []
    lesson.save_revision().publish()
    assert line(course, learner)[0] == ("current", "opened; 10 minutes")


def test_closed_lessons_open_on_joining(course, learner, captain, enrolment):
    module = fresh(course.get_first_child().specific)
    LessonFactory(parent=module, is_open=False)
    assert line(course, learner)[-1] == ("todo", "10 minutes")
    assert line(course, captain)[-1] == ("todo", "10 minutes; opens when you join the course")


def test_an_empty_course_is_never_all_read(home, learner):
    course = make_course(home, lessons=0)
    outline = course_outline(course, learner)
    assert (outline.total, outline.all_read, outline.words) == (0, False, "No lesson is open yet.")


@pytest.mark.parametrize("kind", ["login", "groups", "password"])
def test_private_parts_are_not_in_the_outline_of_others(course, learner, captain, admin, kind):
    private = ModuleFactory(parent=fresh(course))
    LessonFactory(parent=private, title="Private")
    restriction = PageViewRestriction.objects.create(page=private, restriction_type=kind, password="x")
    if kind == "groups":
        group = Group.objects.create(name="Pilots")
        restriction.groups.add(group)
        captain.groups.add(group)
    seeing = {
        name
        for name, user in {
            "stranger": AnonymousUser(),
            "learner": learner,
            "captain": captain,
            "admin": admin,
        }.items()
        if "Private" in [entry.lesson.title for entry in course_outline(fresh(course), user)]
    }
    assert (
        seeing
        == {"login": {"learner", "captain", "admin"}, "groups": {"captain", "admin"}, "password": set()}[kind]
    )


def test_the_number_of_queries_does_not_grow(home, learner, django_assert_num_queries):
    from learning.services import enrol

    for lessons in (1, 3):
        course = make_course(home, lessons=lessons)
        enrol(course, by=learner)
        save_bookmark(course.get_first_child().get_first_child().specific, by=learner, bookmark=END)
        with django_assert_num_queries(5):
            course_outline(course, learner)


def test_the_languages_of_copies_need_no_query_each(course, french, django_assert_num_queries):
    for page in (course, french):
        assert page.locale
        with django_assert_num_queries(2):
            outline = course_outline(page, AnonymousUser())
            assert [each.lesson.content_language for each in outline] == ["en"] * 3
