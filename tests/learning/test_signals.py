"""A lesson that an editor removes and restores within a quarter of an hour completes no course."""

from datetime import UTC, datetime, timedelta

import pytest
from django.contrib.auth.models import Group
from wagtail.models import PageViewRestriction

from core.jobs import queue
from core.jobs.models import Job
from core.jobs.testing import run_due
from learning import signals
from learning.models import Enrolment
from learning.services import mark_read
from tests.factories.learning import fresh, make_course

pytestmark = pytest.mark.django_db
NOON = datetime(2100, 11, 26, 12, tzinfo=UTC)  # later than the present time of any run
MINUTE = timedelta(minutes=1)


@pytest.fixture
def at(monkeypatch):
    """Return a function that sets the time of the following edits, in minutes after noon."""

    def set_time(minutes):
        monkeypatch.setattr(signals, "clock", lambda: NOON + minutes * MINUTE)

    set_time(0)
    return set_time


@pytest.fixture
def last(at, lessons, learner, enrolment):
    """The only lesson of the course that the learner has not read; no job waits."""
    for lesson in lessons[:-1]:
        mark_read(lesson, by=learner)
    Job.objects.all().delete()
    return fresh(lessons[-1])


def due(course):
    """Return when the completion of the course will be checked."""
    return Job.objects.get(task="learning.complete_course", args=[str(course.translation_key)]).run_at


def run(minutes):
    """Run the jobs that are due some minutes after noon."""
    run_due(now=NOON + minutes * MINUTE)


def completed():
    return Enrolment.objects.exclude(completed_at=None).count()


def test_unpublished_and_published_again_two_minutes_later(at, course, last):
    last.unpublish()
    assert due(course) == NOON + 15 * MINUTE
    run(1)
    at(2)
    fresh(last).save_revision().publish()
    assert due(course) == NOON + 17 * MINUTE
    run(60)
    assert completed() == 0


def test_moved_away_and_back(at, home, course, last):
    module, other = last.get_parent(), make_course(home, lessons=0)
    last.move(fresh(other.get_first_child().specific), pos="last-child")
    run(1)
    at(2)
    fresh(last).move(fresh(module), pos="last-child")
    assert due(course) == due(other) == NOON + 17 * MINUTE
    run(60)
    assert completed() == 0


def test_restricted_and_opened_again(at, course, last):
    restriction = PageViewRestriction.objects.create(page=last, restriction_type=PageViewRestriction.GROUPS)
    restriction.groups.add(Group.objects.get(name="Editors"))
    run(1)
    at(2)
    restriction.delete()
    assert due(course) == NOON + 17 * MINUTE
    run(60)
    assert completed() == 0


def test_restricting_a_copy_checks_the_course_of_its_source(at, home, course, last):
    other = make_course(home, lessons=0)
    copy = last.create_alias(parent=fresh(other.get_first_child().specific), update_slug="copy")
    Job.objects.all().delete()
    PageViewRestriction.objects.create(page=copy, restriction_type=PageViewRestriction.GROUPS)
    assert due(course) == due(other) == NOON + 15 * MINUTE
    run(60)
    assert completed() == 1


def test_no_later_change_shortens_the_wait(at, course, lessons, last):
    last.unpublish()
    at(10)
    fresh(lessons[0]).save_revision().publish()
    run(20)
    assert (due(course), completed()) == (NOON + 25 * MINUTE, 0)
    run(25)
    assert completed() == 1


def test_a_change_while_the_job_runs_waits_too(at, course, lessons, last):
    fresh(lessons[0]).save_revision().publish()
    while (job := queue.claim("worker", NOON + 15 * MINUTE)).task != "learning.complete_course":
        queue.finish(job)
    at(15)
    last.unpublish()
    queue.finish(job)
    job.refresh_from_db()
    assert (job.status, job.run_at) == ("ready", NOON + 30 * MINUTE)
