"""A member is removed while writing: the post is written before the removal, or not at all."""

import threading
from uuid import uuid4

import pytest
from django.db import connection, transaction

from cop import errors, services
from cop.models import Reaction
from cop.rules import can_write_in
from cop.selectors.communities import membership_of
from core.realtime.models import Space

pytestmark = pytest.mark.django_db(transaction=True)
SOON = 0.5  # seconds after which a thread that does not wait has ended


def written(thread):
    """Return how much the members have written in the thread."""
    return thread.posts.count(), thread.posts.filter(edited_at=None).count(), Reaction.objects.count()


def add(thread, post, by):
    services.add_post(thread, by=by, body="Late", key=uuid4())


def edit(thread, post, by):
    services.edit_post(post, by=by, body="Late", revision=0)


def react(thread, post, by):
    services.react(post, by=by, kind="thanks", on=True)


@pytest.mark.parametrize("write", [add, edit, react])
def test_nothing_is_written_after_the_removal(write, thread, post, learner, manager):
    """The counter's row is locked, so that the writer stops between the permission check and the commit."""
    seen, refusals = [], []

    def writing():
        try:
            write(thread, post, learner)
        except errors.CopError as refusal:
            refusals.append(refusal)
        finally:
            connection.close()

    def removing():
        services.remove_member(membership_of(thread.community, learner), by=manager)
        seen.append(written(thread))
        connection.close()

    works = [threading.Thread(target=work) for work in (writing, removing)]
    with transaction.atomic():
        Space.objects.select_for_update().get(pk=thread.space_id)
        for work in works:
            work.start()
            work.join(SOON)
    for work in works:
        work.join(30)
    assert seen == [written(thread)]


def test_control_a_check_without_a_lock_writes_after_the_removal(thread, post, learner, manager):
    looked, removed, seen = threading.Event(), threading.Event(), []

    def writing():
        may = can_write_in(learner, thread.community)
        looked.set()
        removed.wait(30)
        if may:
            Reaction.objects.create(post=post, user=learner, kind="thanks")
        connection.close()

    work = threading.Thread(target=writing)
    work.start()
    looked.wait(30)
    services.remove_member(membership_of(thread.community, learner), by=manager)
    seen.append(written(thread))
    removed.set()
    work.join(30)
    assert seen != [written(thread)]
