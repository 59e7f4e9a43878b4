"""Managers get mails about requests to join: once for each request, and not often."""

import pytest

from cop import services, tasks
from cop.models import Community
from cop.selectors.communities import membership_of
from cop.services.join_request_mails import WINDOW, mail_join_requests
from core.jobs.models import Job
from core.mail.models import MailMessage
from tests.factories.cop import add_member

pytestmark = pytest.mark.django_db
NAME = "cop.mail_join_requests"


def ask(community, *people):
    """Make people request to join."""
    for person in people:
        services.join_community(community, by=person, note="I count frogs.")


def mails():
    """Return whom the mails went to, and their subjects."""
    return list(MailMessage.objects.order_by("pk").values_list("to", "subject"))


def test_each_active_manager_is_mailed_in_their_language(closed, manager, expert, juror, focalpoint):
    manager.language = "fr"
    manager.save()
    add_member(closed, juror, role="manager")
    juror.is_active = False
    juror.save()
    ask(closed, expert, focalpoint)
    (job,) = Job.objects.filter(task=NAME)
    assert job.run_at > membership_of(closed, expert).since
    tasks.mail_join_requests(closed.pk)
    (mail,) = MailMessage.objects.all()
    assert (mail.to, mail.language) == (manager.email, "fr")
    assert "2" in mail.subject
    assert "By request" in mail.subject
    for body in (mail.text, mail.html):
        assert f"/fr/communities/{closed.slug}/members/" in body
    tasks.mail_join_requests(closed.pk)
    assert len(mails()) == 1


def test_a_request_taken_back_or_answered_is_not_mailed(closed, manager, expert, focalpoint):
    ask(closed, expert, focalpoint)
    services.leave_community(closed, by=expert)
    services.approve_join_request(membership_of(closed, focalpoint), by=manager)
    tasks.mail_join_requests(closed.pk)
    assert mails() == []


def test_the_next_mail_waits_for_the_interval(closed, manager, expert, focalpoint):
    ask(closed, expert, expert)
    tasks.mail_join_requests(closed.pk)
    Job.objects.filter(task=NAME).delete()
    ask(closed, expert)  # a new note is no new request
    assert not Job.objects.filter(task=NAME).exists()
    ask(closed, focalpoint)
    (job,) = Job.objects.filter(task=NAME)
    mailed_at = Community.objects.get(pk=closed.pk).requests_mailed_at
    assert job.run_at == mailed_at + WINDOW
    tasks.mail_join_requests(closed.pk)
    assert len(mails()) == 2
    assert "2 people" in mails()[1][1]


def test_requests_wait_for_the_next_manager(closed, manager, learner, expert, admin):
    manager.is_active = False
    manager.save()
    ask(closed, expert)
    Job.objects.filter(task=NAME).delete()
    assert mail_join_requests(closed.pk) == 0
    assert Community.objects.get(pk=closed.pk).requests_mailed_at is None
    services.set_role(membership_of(closed, learner), by=admin, role="manager")
    assert Job.objects.filter(task=NAME).count() == 1
    tasks.mail_join_requests(closed.pk)
    assert [to for to, _subject in mails()] == [learner.email]


def test_a_manager_named_by_the_editors_is_mailed_too(closed, manager, expert, juror, admin):
    manager.is_active = False
    manager.save()
    ask(closed, expert)
    Job.objects.filter(task=NAME).delete()
    services.appoint_manager(closed, by=admin, user=juror)
    services.appoint_manager(closed, by=admin, user=juror)
    assert Job.objects.filter(task=NAME).count() == 1
    tasks.mail_join_requests(closed.pk)
    assert [to for to, _subject in mails()] == [juror.email]


def test_a_new_manager_is_not_mailed_when_nobody_waits(closed, learner, admin, manager):
    services.set_role(membership_of(closed, learner), by=manager, role="manager")
    services.set_role(membership_of(closed, learner), by=manager, role="member")
    services.appoint_manager(closed, by=admin, user=learner)
    assert not Job.objects.filter(task=NAME).exists()


def test_a_manager_who_leaves_the_role_enqueues_nothing(closed, learner, expert, manager):
    services.set_role(membership_of(closed, learner), by=manager, role="manager")
    ask(closed, expert)
    Job.objects.filter(task=NAME).delete()
    services.set_role(membership_of(closed, learner), by=manager, role="member")
    assert not Job.objects.filter(task=NAME).exists()


def test_joining_an_open_community_mails_nobody(community, expert):
    ask(community, expert)
    assert not Job.objects.filter(task=NAME).exists()
