"""A course is completed when its last lesson is read, and when its last unread lesson is removed."""

import random
from contextlib import suppress
from datetime import timedelta

import pytest
from django.contrib.auth.models import Group
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone, translation
from django.utils.translation import gettext
from wagtail.models import PageViewRestriction

from core.jobs import queue, runner
from core.jobs.models import Job
from core.jobs.testing import run_due
from core.mail.models import MailMessage
from learning import signals
from learning.models import Enrolment
from learning.selectors import course_outline
from learning.services import complete_course, completion, enrol, leave, mark_read, mark_unread
from learning.services.completion import _versions
from learning.services.completion_mails import mail_completion
from tests.factories.accounts import UserFactory
from tests.factories.learning import LessonFactory, ModuleFactory, fresh, lessons_of, make_course
from tests.nightly import examples

pytestmark = pytest.mark.django_db


def run_after_wait():
    """Run the jobs that are due when the wait after the last change is over."""
    return run_due(now=timezone.now() + signals.WAIT)


@pytest.fixture
def reader(lessons, learner, enrolment):
    """The learner has read all lessons but the last."""
    run_after_wait()
    for lesson in lessons[:-1]:
        mark_read(lesson, by=learner)
    return learner


def completed():
    return list(Enrolment.objects.exclude(completed_at=None).values_list("user__display_name", flat=True))


def restrict(page, kind=PageViewRestriction.GROUPS, *groups):
    restriction = PageViewRestriction.objects.create(page=page, restriction_type=kind, password="x")
    restriction.groups.set(groups)


def unpublish(home, page):
    page.unpublish()


def delete(home, page):
    page.delete()


def delete_module(home, page):
    ModuleFactory(parent=fresh(page.get_parent().get_parent().specific))
    module = fresh(page.get_parent().get_next_sibling().specific)
    page.move(module, pos="last-child")
    fresh(module).delete()


def unpublish_module(home, page):
    module = ModuleFactory(parent=fresh(page.get_parent().get_parent().specific))
    page.move(fresh(module), pos="last-child")
    fresh(module).unpublish()


def move_away(home, page):
    other = make_course(home, lessons=0)
    page.move(fresh(other.get_first_child().specific), pos="last-child")


def make_private(home, page):
    restrict(page, PageViewRestriction.GROUPS, Group.objects.get(name="Editors"))


@pytest.mark.parametrize(
    "change", [unpublish, delete, delete_module, unpublish_module, move_away, make_private]
)
def test_it_is_completed_when_the_one_unread_lesson_is_removed(home, reader, lessons, change):
    change(home, fresh(lessons[-1]))
    assert completed() == []
    run_after_wait()
    assert completed() == ["Learner"]


def test_a_completed_course_stays_completed(
    course, reader, lessons, client, django_capture_on_commit_callbacks
):
    fresh(lessons[-1]).unpublish()
    with django_capture_on_commit_callbacks(execute=True):
        assert (complete_course(course.translation_key), complete_course(course.translation_key)) == (1, 0)
    when = Enrolment.objects.get().completed_at
    fresh(lessons[-1]).save_revision().publish()
    run_after_wait()
    assert Enrolment.objects.get().completed_at == when
    client.force_login(reader)
    assert "Lessons were added since. It stays completed." in client.get(course.url).content.decode()


def mails():
    """Return whom the mails about completion went to."""
    sent = MailMessage.objects.filter(template="learning/course_completed")
    return sorted(sent.values_list("user__display_name", flat=True))


def test_a_completion_in_the_background_sends_one_mail_and_is_shown(course, french, reader, lessons, client):
    reader.language = "fr"
    reader.save()
    lessons_of(french)[-1].unpublish()
    run_after_wait()
    mail = MailMessage.objects.get()
    assert (mail.to, mail.language) == (reader.email, "fr")
    assert "The essentials" in mail.subject
    job = Job.objects.get(task="learning.complete_course")
    Job.objects.filter(pk=job.pk).update(status="ready")
    assert [ended.task for ended in run_after_wait()] == ["learning.complete_course"]
    assert mails() == ["Learner"]
    client.force_login(reader)
    page = client.get(fresh(french).url).content.decode()
    with translation.override("fr"):
        assert f"<dt>{gettext('You completed it')}</dt>" in page


def test_the_mail_links_to_the_course_in_the_members_language(course, french, reader, lessons):
    reader.language = "fr"
    reader.save()
    version = _versions(course.translation_key)["fr"].course
    mail_completion(version, reader)
    mail = MailMessage.objects.get()
    for body in (mail.text, mail.html):
        assert french.full_url in body
        assert "/fr/" in body


def test_no_mail_after_marking_the_last_lesson_or_for_inactive_accounts(course, reader, lessons):
    gone = UserFactory(display_name="Gone")
    enrol(course, by=UserFactory(display_name="Begun"))
    enrol(course, by=gone)
    mark_read(lessons[-1], by=reader)
    for lesson in lessons[:-1]:
        mark_read(lesson, by=gone)
    gone.is_active = False
    gone.save()
    fresh(lessons[-1]).unpublish()
    complete_course(course.translation_key)
    assert sorted(completed()) == ["Gone", "Learner"]
    assert mails() == []


def test_an_invalid_address_does_not_stop_other_mails(course, reader, lessons):
    reader.email = "no address"
    reader.save()
    other = UserFactory(display_name="Other")
    enrol(course, by=other)
    for lesson in lessons[:-1]:
        mark_read(lesson, by=other)
    fresh(lessons[-1]).unpublish()
    assert complete_course(course.translation_key) == 2
    assert mails() == ["Other"]


class Killed(BaseException):
    """An exception that ends a worker: nothing is done after it."""


@pytest.mark.parametrize("end", [RuntimeError, Killed])
def test_an_interrupted_job_mails_each_person_once(course, reader, lessons, monkeypatch, end):
    """The worker ends after writing the second person's mail and before the commit."""
    monkeypatch.setattr(completion, "BATCH", 1)
    for name in ("Second", "Third"):
        person = UserFactory(display_name=name)
        enrol(course, by=person)
        for lesson in lessons[:-1]:
            mark_read(lesson, by=person)
    fresh(lessons[-1]).unpublish()

    def mail_and_end(version, user):
        mail_completion(version, user)
        if user.display_name == "Second":
            raise end

    job = Job.objects.get(task="learning.complete_course")
    Job.objects.exclude(pk=job.pk).delete()
    later = timezone.now() + signals.WAIT
    claimed = queue.claim("worker", later)
    with monkeypatch.context() as patch:
        patch.setattr(completion, "mail_completion", mail_and_end)
        with suppress(Killed):
            runner.run(claimed)
    assert (completed(), mails()) == (["Learner"], ["Learner"])
    queue.reclaim(later + timedelta(hours=1))  # releases the job of a worker without a heartbeat
    run_due(now=later + timedelta(hours=2))
    assert sorted(completed()) == mails() == ["Learner", "Second", "Third"]


def test_a_learner_who_left_is_completed_on_joining_again(course, reader, lessons):
    leave(course, by=reader)
    fresh(lessons[-1]).unpublish()
    run_after_wait()
    assert completed() == []
    enrol(course, by=reader)
    assert completed() == ["Learner"]


def test_a_learner_who_read_all_in_another_course_is_completed_on_joining(home, course, reader, lessons):
    other = make_course(home, lessons=0)
    fresh(lessons[0]).move(fresh(other.get_first_child().specific), pos="last-child")
    enrol(fresh(other), by=reader)
    assert Enrolment.objects.get(course_key=other.translation_key).completed_at


def test_an_empty_course_is_not_completed(course, reader, lessons):
    for lesson in lessons:
        fresh(lesson).unpublish()
    assert complete_course(course.translation_key) == 0


def test_each_person_is_completed_by_the_version_in_their_language(course, french, reader, lessons):
    spoken = UserFactory(display_name="Parle français", language="fr")
    enrol(course, by=spoken)
    for lesson in lessons[:-1]:
        mark_read(lesson, by=spoken)
    copy = lessons_of(french)[-1]
    copy.alias_of = None
    copy.save()
    copy.unpublish()
    run_after_wait()
    assert completed() == ["Parle français"]


def test_the_number_of_queries_does_not_depend_on_the_people(course, lessons, reader):
    def queries():
        with CaptureQueriesContext(connection) as count_queries:
            complete_course(course.translation_key)
        return len(count_queries)

    one = queries()
    for _number in range(3):
        enrol(course, by=UserFactory())
    assert queries() == one


def test_it_continues_over_batches(course, reader, lessons, monkeypatch):
    monkeypatch.setattr(completion, "BATCH", 1)
    others = [UserFactory() for _number in range(2)]
    for person in others:
        enrol(course, by=person)
        mark_read(lessons[0], by=person)
        mark_read(lessons[1], by=person)
    fresh(lessons[-1]).unpublish()
    assert complete_course(course.translation_key) == 3


@pytest.mark.nightly
def test_completion_agrees_with_each_persons_outline(home, learner, captain, admin):
    """In random courses, exactly the people whose outline is all read are completed."""
    groups = [Group.objects.create(name=f"Group {number}") for number in range(2)]
    chance = random.Random(26)
    learner.groups.add(groups[0])
    course = make_course(home, lessons=2)
    module = ModuleFactory(parent=course)
    for _number in range(2):
        LessonFactory(parent=fresh(module))
    course = fresh(course)
    people, lessons = (learner, captain, admin), lessons_of(course)
    kinds = [PageViewRestriction.GROUPS, PageViewRestriction.LOGIN, PageViewRestriction.PASSWORD]
    for person in people:
        enrol(course, by=person)
    seen = set()
    for _course in range(examples(10, 100)):
        PageViewRestriction.objects.all().delete()
        for page in chance.sample([*lessons, *course.get_children(), course], 2):
            restrict(page, chance.choice(kinds), *chance.sample(groups, chance.randint(0, 2)))
        for lesson in lessons:
            lesson.live = chance.random() < 0.8
            lesson.save(update_fields=["live"])
            for person in people:
                (mark_read if chance.random() < 0.7 else mark_unread)(lesson, by=person)
        Enrolment.objects.update(completed_at=None)
        complete_course(course.translation_key)
        found = set(completed())
        assert found == {str(person) for person in people if course_outline(course, person).all_read}
        seen.add(len(found))
    assert len(seen) > 2  # the courses differ
