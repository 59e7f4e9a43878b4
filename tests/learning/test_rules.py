"""Each rule and its query agree for the same people and objects."""

import pytest
from django.contrib.auth.models import AnonymousUser

from learning import rules
from learning.models import CoursePage, Enrolment, LessonPage
from learning.services import enrol, leave
from tests.factories.learning import LessonFactory, fresh, make_course

pytestmark = pytest.mark.django_db


@pytest.fixture
def people(learner, captain, juror, editor, admin):
    """One person of each kind: learner takes the course, captain left it, juror never joined."""
    return [AnonymousUser(), learner, captain, juror, editor, admin]


@pytest.fixture
def two_courses(home, course, learner, captain):
    """An open and a closed lesson in each of two courses."""
    LessonFactory(parent=fresh(course.get_first_child().specific), is_open=False, title="Closed")
    other = make_course(home, lessons=1)
    LessonFactory(parent=fresh(other.get_first_child().specific), is_open=False, title="Other closed")
    for person in (learner, captain):
        enrol(course, by=person)
    leave(course, by=captain)


@pytest.mark.parametrize(
    ("rule", "model"),
    [
        (rules.can_read_lesson, LessonPage),
        (rules.can_enrol, CoursePage),
        (rules.can_keep_progress, Enrolment),
    ],
)
def test_a_rule_and_its_queryset_agree(two_courses, people, rule, model):
    for person in people:
        things = {thing.pk for thing in model.objects.all() if rule(person, thing)}
        assert set(model.objects.filter(rule.q(person)).values_list("pk", flat=True)) == things


def test_who_reads_closed_lessons(two_courses, people):
    closed = LessonPage.objects.get(title="Closed")
    reading = [str(person) for person in people if rules.can_read_lesson(person, closed)]
    assert reading == ["Learner", "Editor", "Admin"]
