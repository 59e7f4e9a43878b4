"""Joining or leaving a group changes access to private lessons: the member's completion is checked."""

import pytest
from django.contrib.auth.models import Group
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from wagtail.models import PageViewRestriction

from core.jobs.models import Job
from core.jobs.testing import run_due
from learning import signals
from learning.services import enrol, mark_read
from tests.factories.accounts import UserFactory
from tests.factories.learning import fresh
from tests.learning.test_completion import completed, restrict, run_after_wait

pytestmark = pytest.mark.django_db
TASK = "learning.complete_member"


@pytest.fixture
def group(course, lessons, learner, enrolment):
    """The group that sees the last lesson, with a learner who has read all others; no job waits."""
    group = Group.objects.create(name="Reviewers")
    learner.groups.add(group)
    restrict(fresh(lessons[-1]), PageViewRestriction.GROUPS, group)
    for lesson in lessons[:-1]:
        mark_read(lesson, by=learner)
    run_after_wait()
    assert completed() == []
    return group


@pytest.mark.parametrize(
    "leave",
    [
        lambda group, user: user.groups.remove(group),
        lambda group, user: group.user_set.remove(user),
        lambda group, user: user.groups.clear(),
        lambda group, user: group.user_set.clear(),
        lambda group, user: user.groups.set([]),
        lambda group, user: group.delete(),
        lambda group, user: Group.objects.filter(pk=group.pk).delete(),
    ],
)
def test_leaving_the_group_of_the_one_unread_lesson_completes_the_course(group, learner, leave):
    leave(group, learner)
    run_due()
    assert completed() == []
    run_after_wait()
    assert completed() == ["Learner"]


def test_joining_a_group_that_opens_the_first_lessons_completes_the_course(course, lessons, learner):
    group = Group.objects.create(name="Reviewers")
    restrict(fresh(course.get_first_child()), PageViewRestriction.GROUPS, group)
    enrol(course, by=learner)
    for lesson in lessons:
        mark_read(lesson, by=learner)
    run_after_wait()
    assert completed() == []
    group.user_set.add(learner)
    run_after_wait()
    assert completed() == ["Learner"]


def test_joining_the_group_again_in_time_completes_nothing(group, learner):
    learner.groups.remove(group)
    learner.groups.add(group)
    assert Job.objects.filter(task=TASK, status="ready").count() == 1
    run_after_wait()
    assert completed() == []


def test_each_change_restarts_the_wait(group, learner, monkeypatch):
    now = timezone.now()
    learner.groups.remove(group)
    later = now + signals.WAIT
    monkeypatch.setattr(signals, "clock", lambda: later)
    learner.groups.add(Group.objects.create(name="Others"))
    assert [job.task for job in run_due(now=later)] == []
    assert TASK in [job.task for job in run_due(now=later + signals.WAIT)]


def test_only_members_who_have_something_to_complete_are_checked(group, course, learner):
    learner.groups.add()
    UserFactory().groups.add(group)
    done = UserFactory()
    enrol(course, by=done)
    done.enrolments.update(completed_at=timezone.now())
    done.groups.add(group)
    assert not Job.objects.filter(task=TASK, status="ready").exists()


def test_nobody_else_is_completed_by_it(group, course, lessons, learner):
    other = UserFactory(display_name="Other")
    enrol(course, by=other)
    for lesson in lessons[:-1]:
        mark_read(lesson, by=other)
    other.enrolments.update(completed_at=None)
    learner.groups.remove(group)
    run_after_wait()
    assert completed() == ["Learner"]


def test_the_number_of_queries_does_not_depend_on_the_members(group, course):
    def queries(number):
        people = UserFactory.create_batch(number)
        for person in people:
            enrol(course, by=person)
        with CaptureQueriesContext(connection) as adding:
            group.user_set.add(*people)
        with CaptureQueriesContext(connection) as removing:
            group.user_set.remove(*people)
        assert Job.objects.filter(task=TASK, args__in=[[person.pk] for person in people]).count() == number
        return len(adding), len(removing)

    assert queries(1) == queries(7)
