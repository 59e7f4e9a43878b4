"""Personal data in communities: it is exported; an erasure removes the name and keeps the posts."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.services.erasures import erase_at_once
from cop import services, tasks
from cop.models import Draft, Membership, Post, PostRevision, Reaction, ReadMark, Thread
from core.base.personal_data_registry import PERSONAL_DATA
from core.jobs.models import Job
from core.realtime.models import Event
from tests.cop.test_posts import log_of
from tests.factories.cop import make_thread, say

pytestmark = pytest.mark.django_db


def export(model, user):
    """Return what the registry exports of a model."""
    return PERSONAL_DATA[model].export(user)


def test_everything_written_is_exported(thread, post, closed, learner, captain, manager):
    services.edit_post(post, by=learner, body="Better", revision=0)
    services.hide_post(post, by=manager, reason="Why.")
    say(thread, captain, "Not mine")
    elsewhere = make_thread(closed, learner, title="Secret", posts=22)
    services.leave_community(closed, by=learner)
    learner.language = "fr"
    first, *others = export(Post, learner)
    assert len(others) == 22
    assert (first["community"], first["thread"], first["text"]) == ("Open", "A question", "Better")
    assert first["address"] == f"/fr/threads/{thread.public_id}/?page=1#post-1"
    assert (first["hidden_because"], first["hidden_at"] is not None) == ("Why.", True)
    assert [row["text"] for row in first["earlier_texts"]] == ["Post 1"]
    assert others[-1]["address"] == f"/fr/threads/{elsewhere.public_id}/?page=2#post-22"
    assert [row["thread"] for row in export(Thread, learner)] == ["A question", "Secret"]
    assert [row["text"] for row in export(Post, captain)] == ["Not mine"]


def test_everything_done_is_exported(community, thread, post, captain, learner):
    services.react(post, by=captain, kind="thanks", on=True)
    services.mark_read(thread, by=captain, number=1)
    services.save_draft(thread, by=captain, body="Ye")
    assert [(row["thread"], row["reaction"]) for row in export(Reaction, captain)] == [
        ("A question", "thanks")
    ]
    assert [(row["thread"], row["read_to"]) for row in export(ReadMark, captain)] == [("A question", 1)]
    assert [(row["thread"], row["text"]) for row in export(Draft, captain)] == [("A question", "Ye")]
    (place,) = export(Membership, captain)
    assert (place["community"], place["state"], place["role"]) == ("Open", "active", "member")
    (event,) = export(Event, captain)
    assert (event["place"], event["event"]) == ("cop.thread", "reaction")
    for model in (Reaction, Draft):
        assert export(model, learner) == []


def test_the_export_has_a_fixed_number_of_queries(community, learner, django_assert_num_queries):
    make_thread(community, learner, posts=7)
    with django_assert_num_queries(2):
        assert len(export(Post, learner)) == 7


def test_an_erasure_removes_the_name_and_keeps_the_posts(
    community, thread, post, learner, captain, manager, admin
):
    services.edit_post(post, by=learner, body="Better", revision=0)
    answer = say(thread, captain, "Answer")
    services.react(answer, by=learner, kind="thanks", on=True)
    services.react(post, by=captain, kind="agree", on=True)
    services.save_draft(thread, by=learner, body="Ye")
    services.hide_post(say(thread, captain), by=manager, reason="Why.")
    last = log_of(thread)[-1][0]
    assert erase_at_once(learner, by=admin)
    post.refresh_from_db()
    thread.refresh_from_db()
    assert (post.author, post.body, thread.author) == (None, "Better", None)
    assert PostRevision.objects.get().body == "Post 1"
    assert list(Reaction.objects.values_list("user", flat=True)) == [captain.pk]
    assert not Draft.objects.exists()
    assert not ReadMark.objects.exclude(user=captain).exists()
    assert set(Membership.objects.values_list("user", flat=True)) == {captain.pk, manager.pk}
    assert {row[4] for row in log_of(thread)} == {None, captain.pk}
    for job in Job.objects.filter(task="cop.redraw_posts"):
        tasks.redraw_posts(*job.args)
    drawn = [row[1:] for row in log_of(thread)[last:]]
    assert sorted(drawn, key=lambda row: row[1]) == [
        ("post", post.pk, {"post": 1}, None),
        ("post", answer.pk, {"post": 2}, None),
    ]


def test_an_erased_manager_leaves_decisions_without_a_name(closed, expert, learner, manager, admin):
    services.approve_join_request(services.join_community(closed, by=expert), by=manager)
    hidden = services.hide_post(make_thread(closed, learner).posts.get(), by=manager, reason="Why.")
    erase_at_once(manager, by=admin)
    hidden.refresh_from_db()
    assert (hidden.hidden_by, hidden.hidden_reason, hidden.is_hidden) == (None, "Why.", True)
    assert Membership.objects.get(community=closed, user=expert).decided_by is None


def test_many_posts_are_updated_in_small_batches(community, learner, captain):
    thread = make_thread(community, captain)
    rows = [Post(thread=thread, number=n, author=learner, body="x", body_html="x") for n in range(2, 253)]
    Post.objects.bulk_create(rows)
    PERSONAL_DATA[Post].erase(learner)
    steps = [len(job.args[0]) for job in Job.objects.filter(task="cop.redraw_posts").order_by("pk")]
    assert steps == [100, 100, 51]


def spaces_of_transactions(queries):
    """Return how many spaces each transaction wrote to; inside a test it is a savepoint."""
    counted = []
    for query in queries:
        if query["sql"].startswith("SAVEPOINT"):
            counted.append(0)
        elif query["sql"].startswith('UPDATE "realtime_space"'):
            counted[-1] += 1
    return counted


def test_updating_locks_few_spaces_at_once(community, learner, captain):
    threads = [make_thread(community, learner) for _number in range(27)]
    answers = [say(thread, captain) for thread in threads[:2]]
    ids = [thread.posts.get(number=1).pk for thread in threads] + [post.pk for post in answers]
    for work, events in (
        (lambda: tasks.redraw_posts(ids), 29),
        (lambda: tasks.redraw_author(learner.pk), 27),
    ):
        before = Event.objects.count()
        with CaptureQueriesContext(connection) as queries:
            work()
        assert spaces_of_transactions(queries.captured_queries) == [25, 2]
        assert Event.objects.count() == before + events
