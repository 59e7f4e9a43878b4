"""Progress: opening, reading and stopping in a lesson, and changes by editors."""

import pytest

from learning.errors import NotEnrolled, UnknownSection
from learning.models import LessonProgress
from learning.selectors import course_outline
from learning.services import enrol, leave, mark_read, mark_unread, open_lesson, save_bookmark
from tests.factories.learning import DETAIL, END, LessonFactory, ModuleFactory, fresh, lessons_of, make_course

pytestmark = pytest.mark.django_db


def titles_read(course, user):
    return [step.lesson.title for step in course_outline(fresh(course), user) if step.is_read]


def test_reading_again_changes_nothing(lessons, learner, enrolment):
    mark_read(lessons[0], by=learner)
    reading = LessonProgress.objects.get()
    mark_read(lessons[0], by=learner)
    again = LessonProgress.objects.get()
    assert (again.pk, again.read_at) == (reading.pk, reading.read_at)


def test_only_learners_progress_is_recorded(course, lessons, learner, captain, enrolment):
    leave(course, by=learner)
    for person in (learner, captain):
        with pytest.raises(NotEnrolled):
            open_lesson(lessons[0], person.enrolments.first(), by=person)
        for verb in (mark_read, mark_unread):
            with pytest.raises(NotEnrolled):
                verb(lessons[0], by=person)
        with pytest.raises(NotEnrolled):
            save_bookmark(lessons[0], by=person, bookmark="")
    assert not LessonProgress.objects.exists()


def test_a_bookmark_is_kept_until_the_lesson_is_read(lessons, learner, enrolment):
    save_bookmark(lessons[0], by=learner, bookmark=DETAIL)
    assert LessonProgress.objects.get().bookmark == DETAIL
    mark_read(lessons[0], by=learner)
    save_bookmark(lessons[0], by=learner, bookmark=END)
    assert LessonProgress.objects.get().bookmark == ""


def test_a_bookmark_the_lesson_does_not_have_is_refused(lessons, learner, enrolment):
    for place in ("s-99999999-1", "<script>", "x" * 500, "s-11111111-9", "\x00"):
        with pytest.raises(UnknownSection):
            save_bookmark(lessons[0], by=learner, bookmark=place)
    assert not LessonProgress.objects.exists()


def test_the_last_lesson_completes_the_course_permanently(course, lessons, learner, enrolment):
    for lesson in lessons[:2]:
        mark_read(lesson, by=learner)
    enrolment.refresh_from_db()
    assert enrolment.completed_at is None
    mark_read(lessons[2], by=learner)
    enrolment.refresh_from_db()
    completed = enrolment.completed_at
    assert completed is not None
    mark_unread(lessons[0], by=learner)
    LessonFactory(parent=fresh(lessons[0].get_parent().specific))
    mark_read(lessons[0], by=learner)
    enrolment.refresh_from_db()
    assert enrolment.completed_at == completed
    assert course_outline(course, learner).words == "3 of 4 lessons read; about 10 minutes left"


def test_progress_is_kept_when_editors_change_lessons(course, lessons, learner, enrolment):
    mark_read(lessons[0], by=learner)
    mark_read(lessons[2], by=learner)
    before = list(LessonProgress.objects.order_by("pk").values())
    module = fresh(lessons[0].get_parent().specific)
    LessonFactory(parent=module, title="Added")
    fresh(lessons[2]).move(fresh(module), pos="first-child")
    assert titles_read(course, learner) == [lessons[2].title, lessons[0].title]
    assert course_outline(fresh(course), learner).words == "2 of 4 lessons read; about 20 minutes left"
    fresh(lessons[1]).unpublish()
    assert course_outline(fresh(course), learner).words == "2 of 3 lessons read; about 10 minutes left"
    fresh(lessons[0]).delete()
    assert course_outline(fresh(course), learner).words == "1 of 2 lessons read; about 10 minutes left"
    assert list(LessonProgress.objects.order_by("pk").values()) == before


def test_a_lesson_moved_to_another_course_was_read_there_too(home, course, lessons, learner, enrolment):
    mark_read(lessons[0], by=learner)
    other = make_course(home, lessons=1)
    enrol(other, by=learner)
    fresh(lessons[0]).move(fresh(other.get_first_child().specific), pos="last-child")
    assert titles_read(other, learner) == [lessons[0].title]
    moved = lessons_of(fresh(other))[1]
    mark_unread(moved, by=learner)
    assert titles_read(other, learner) == []


def test_one_progress_over_two_languages(course, french, lessons, learner, enrolment):
    mark_read(lessons_of(french)[0], by=learner)
    assert titles_read(course, learner) == titles_read(french, learner) == [lessons[0].title]
    enrol(french, by=learner)
    assert learner.enrolments.count() == 1
    mark_unread(lessons[0], by=learner)
    assert titles_read(french, learner) == []


def test_lessons_of_an_unpublished_module_do_not_count(course, lessons, learner, enrolment):
    hidden = ModuleFactory(parent=fresh(course))
    LessonFactory(parent=hidden)
    fresh(hidden).unpublish()
    for lesson in lessons:
        mark_read(lesson, by=learner)
    enrolment.refresh_from_db()
    assert enrolment.completed_at is not None


def test_nobody_opens_a_lesson_in_the_enrolment_of_another(lessons, captain, enrolment):
    with pytest.raises(NotEnrolled):
        open_lesson(lessons[0], enrolment, by=captain)


def test_opening_writes_once_in_five_minutes(lessons, learner, enrolment, django_assert_num_queries):
    open_lesson(lessons[0], enrolment, by=learner)
    with django_assert_num_queries(0):
        open_lesson(lessons[0], enrolment, by=learner)
    open_lesson(lessons[1], enrolment, by=learner)
    open_lesson(lessons[0], enrolment, by=learner)
    assert LessonProgress.objects.count() == 2
    enrolment.refresh_from_db()
    assert enrolment.last_lesson_key == lessons[0].translation_key
