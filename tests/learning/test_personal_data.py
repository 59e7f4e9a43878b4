"""Personal data in learning: exported and erased."""

import pytest

from core.base.personal_data_registry import PERSONAL_DATA
from learning.models import Enrolment, LessonProgress
from learning.services import mark_read

pytestmark = pytest.mark.django_db


def test_the_export_has_courses_and_read_lessons(course, lessons, learner, captain, enrolment):
    mark_read(lessons[0], by=learner)
    (taken,) = PERSONAL_DATA[Enrolment].export(learner)
    assert (taken["course"], taken["state"], taken["completed_at"]) == ("The essentials", "active", None)
    (read,) = PERSONAL_DATA[LessonProgress].export(learner)
    assert read["lesson"] == lessons[0].title
    assert read["read_at"] is not None
    assert PERSONAL_DATA[Enrolment].export(captain) == PERSONAL_DATA[LessonProgress].export(captain) == []


def test_titles_are_in_the_members_language_with_one_query(
    course, french, lessons, learner, enrolment, django_assert_max_num_queries
):
    french.title = "L'essentiel"
    french.save()
    for lesson in lessons:
        mark_read(lesson, by=learner)
    learner.language = "fr"
    assert [row["course"] for row in PERSONAL_DATA[Enrolment].export(learner)] == ["L'essentiel"]
    with django_assert_max_num_queries(2):
        assert len(PERSONAL_DATA[LessonProgress].export(learner)) == 3


def test_a_deleted_lesson_is_exported_by_its_key(course, lessons, learner, enrolment):
    mark_read(lessons[0], by=learner)
    lessons[0].delete()
    (read,) = PERSONAL_DATA[LessonProgress].export(learner)
    assert (read["lesson"], read["lesson_key"]) == ("", str(lessons[0].translation_key))


def test_erasing_deletes_ones_own_rows_only(course, lessons, learner, captain, enrolment):
    from learning.services import enrol

    enrol(course, by=captain)
    mark_read(lessons[0], by=learner)
    mark_read(lessons[0], by=captain)
    entries = [PERSONAL_DATA[LessonProgress], PERSONAL_DATA[Enrolment]]
    for entry in sorted(entries, key=lambda entry: entry.order):
        entry.erase(learner)
    assert list(Enrolment.objects.values_list("user", flat=True)) == [captain.pk]
    assert LessonProgress.objects.count() == 1
