"""Joining and leaving a course."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import IntegrityError, transaction
from django.utils import timezone

from learning.enums import EnrolmentState
from learning.errors import CannotEnrol
from learning.models import Enrolment, LessonProgress
from learning.services import enrol, leave, mark_read

pytestmark = pytest.mark.django_db


def test_enrolling_twice_gives_the_same_enrolment(course, learner):
    first = enrol(course, by=learner)
    assert enrol(course, by=learner) == first
    assert Enrolment.objects.count() == 1
    assert first.is_active


def test_a_stranger_cannot_enrol(course):
    with pytest.raises(CannotEnrol) as refusal:
        enrol(course, by=AnonymousUser())
    assert str(refusal.value) == "Sign in to join this course."


def test_leaving_keeps_progress_for_joining_again(course, lessons, learner, enrolment):
    mark_read(lessons[0], by=learner)
    leave(course, by=learner)
    leave(course, by=learner)
    enrolment.refresh_from_db()
    assert enrolment.state == EnrolmentState.LEFT
    assert LessonProgress.objects.of(learner).read().count() == 1
    again = enrol(course, by=learner)
    assert (again.pk, again.is_active) == (enrolment.pk, True)
    assert LessonProgress.objects.of(learner).read().count() == 1


def test_leaving_a_course_never_joined_does_nothing(course, learner):
    assert leave(course, by=learner) is None


def test_the_database_refuses_a_second_enrolment(course, learner, enrolment):
    with pytest.raises(IntegrityError), transaction.atomic():
        Enrolment.objects.create(user=learner, course_key=course.translation_key)


@pytest.mark.parametrize(
    "fields",
    [
        {"state": "asleep"},
        {"completed_at": timezone.datetime(2001, 1, 1, tzinfo=timezone.get_default_timezone())},
    ],
)
def test_the_database_refuses_inconsistent_rows(enrolment, fields):
    with pytest.raises(IntegrityError), transaction.atomic():
        Enrolment.objects.filter(pk=enrolment.pk).update(**fields)
