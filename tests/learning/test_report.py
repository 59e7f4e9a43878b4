"""The numbers of each course."""

import pytest
from django.urls import reverse

from learning.services import enrol, leave, mark_read, open_lesson
from tests.factories.learning import make_course
from tests.learning.test_courses_view import words

pytestmark = pytest.mark.django_db


def test_editors_see_numbers_over_all_languages(
    as_user, home, course, lessons, french, learner, captain, juror, admin
):
    make_course(home, title="Untaken")
    for person in (learner, captain, juror):
        enrol(course, by=person)
    leave(course, by=captain)
    open_lesson(lessons[0], juror.enrolments.get(), by=juror)
    for lesson in lessons:
        mark_read(lesson, by=learner)
    response = as_user(admin).get(reverse("learning_enrolments"))
    text = words(response)
    assert "The essentials 2 2 1 1" in text
    assert "Untaken 0 0 0 0" in text
    assert text.count("The essentials") == 1
    assert learner.display_name not in text


def test_others_do_not(as_user, client, learner):
    assert as_user(learner).get(reverse("learning_enrolments")).status_code in (302, 404)
    assert client.get(reverse("learning_enrolments")).status_code == 302
