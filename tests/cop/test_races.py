"""Two requests at the same moment, with real threads and connections; each test has a control that fails."""

import threading
from uuid import uuid4

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from cop import errors, services
from cop.models import Draft, Membership, Post, Reaction, ReadMark, Thread
from cop.selectors.communities import membership_of
from core.realtime.models import Event
from tests.cop.test_posts import log_of
from tests.factories.cop import make_thread, say

pytestmark = pytest.mark.django_db(transaction=True)
THREADS = 4


def at_once(*works):
    """Run each `work(barrier)` in a separate thread; return the errors they raised."""
    barrier, failures = threading.Barrier(len(works), timeout=20), []

    def run(work):
        try:
            work(barrier)
        except Exception as error:
            failures.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(work,)) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    return failures


def posting(thread, by, body, key):
    """Return a function that posts at the same moment as the others."""

    def work(barrier):
        barrier.wait()
        services.add_post(thread, by=by, body=body, key=key)

    return work


def test_posting_at_once_numbers_without_gaps(thread, captain, learner):
    people = [captain, learner] * (THREADS // 2)
    works = [posting(thread, by, f"From {n}", uuid4()) for n, by in enumerate(people)]
    assert at_once(*works) == []
    numbers = list(thread.posts.order_by("number").values_list("number", flat=True))
    assert numbers == list(range(1, THREADS + 2))
    log = log_of(thread)
    assert [row[0] for row in log] == numbers
    assert [row[3]["post"] for row in log] == numbers
    thread.refresh_from_db()
    assert thread.post_count == THREADS + 1


def test_control_counting_without_the_lock_fails(thread, captain):
    def work(barrier):
        count = Thread.objects.get(pk=thread.pk).post_count
        barrier.wait()
        Post.objects.create(thread=thread, number=count + 1, author=captain, body="x", body_html="x")

    assert [type(error) for error in at_once(*[work] * THREADS)] == [IntegrityError] * (THREADS - 1)


def test_one_form_sent_at_once_is_one_post(thread, captain):
    key = uuid4()
    assert at_once(*[posting(thread, captain, "Yes", key)] * THREADS) == []
    assert thread.posts.filter(body="Yes").count() == 1
    assert len(log_of(thread)) == 2


def test_control_looking_for_the_form_first_and_then_posting_fails(thread, captain):
    key = uuid4()

    def work(barrier):
        there = Post.objects.filter(author=captain, client_key=key).exists()
        barrier.wait()
        if not there:
            with transaction.atomic():
                locked = Thread.objects.select_for_update().get(pk=thread.pk)
                made = {"thread": locked, "author": captain, "client_key": key, "body": "x", "body_html": "x"}
                Post.objects.create(number=locked.post_count + 1, **made)
                Thread.objects.filter(pk=thread.pk).update(post_count=locked.post_count + 1)

    assert [type(error) for error in at_once(*[work] * THREADS)] == [IntegrityError] * (THREADS - 1)


def test_one_form_with_two_texts_at_once_is_one_post_and_one_refusal(thread, captain):
    key = uuid4()
    refusals = at_once(posting(thread, captain, "Yes", key), posting(thread, captain, "No", key))
    assert [type(error) for error in refusals] == [errors.AlreadyPosted]
    assert thread.posts.filter(client_key=key).count() == 1


def test_one_form_in_two_threads_at_once_is_one_post_and_one_refusal(community, thread, captain):
    other, key = make_thread(community, captain), uuid4()
    refusals = at_once(posting(thread, captain, "Yes", key), posting(other, captain, "Yes", key))
    assert [type(error) for error in refusals] == [errors.AlreadyPosted]
    assert refusals[0].post == Post.objects.get(client_key=key)
    for place in (thread, other):
        place.refresh_from_db()
        assert place.post_count == place.posts.count() == len(log_of(place))


def test_a_deletion_and_a_hiding_at_once_are_one_of_both(thread, captain, manager):
    post = say(thread, captain)

    def delete(barrier):
        barrier.wait()
        services.delete_post(post, by=captain)

    def hide(barrier):
        barrier.wait()
        services.hide_post(post, by=manager, reason="Why.")

    (refusal,) = at_once(delete, hide)
    post.refresh_from_db()
    assert post.is_deleted != post.is_hidden
    assert isinstance(refusal, errors.PostDeleted if post.is_deleted else errors.PostHidden)
    assert len(log_of(thread)) == 3


def test_control_hiding_without_the_lock_hides_a_deleted_post(thread, captain):
    post = say(thread, captain)

    def work(field):
        def write(barrier):
            in_sight = Post.objects.get(pk=post.pk).in_sight
            barrier.wait()
            if in_sight:
                Post.objects.filter(pk=post.pk).update(**{field: timezone.now()})

        return write

    assert [type(error) for error in at_once(work("deleted_at"), work("hidden_at"))] == [IntegrityError]


def test_a_first_post_is_not_deleted_under_an_answer(thread, post, learner, captain):
    def delete(barrier):
        barrier.wait()
        services.delete_post(post, by=learner)

    refusals = at_once(delete, posting(thread, captain, "An answer", uuid4()))
    post.refresh_from_db()
    thread.refresh_from_db()
    assert [type(error) for error in refusals] == ([] if post.is_deleted else [errors.PostAnswered])
    assert thread.post_count - thread.deleted_count == thread.posts.in_sight().count()


def test_one_thread_started_at_once_is_one_thread(community, captain):
    key, made = uuid4(), []

    def work(barrier):
        barrier.wait()
        given = {"title": "T", "body": "B", "language": "en", "key": key}
        made.append(services.start_thread(community, by=captain, **given).pk)

    assert at_once(*[work] * THREADS) == []
    assert made == [Thread.objects.get().pk] * THREADS
    assert Event.objects.count() == 1


def test_one_lesson_opened_at_once_is_one_thread(community):
    given, made = {"kind": "learning.lesson", "key": uuid4(), "title": "L", "language": "en"}, []

    def work(barrier):
        barrier.wait()
        made.append(services.open_origin_thread(community, **given).pk)

    assert at_once(*[work] * THREADS) == []
    assert made == [Thread.objects.get().pk] * THREADS


def test_two_managers_who_leave_at_once_leave_one(community, manager, captain):
    services.set_role(membership_of(community, captain), by=manager, role="manager")

    def leaving(by):
        def work(barrier):
            barrier.wait()
            services.leave_community(community, by=by)

        return work

    refusals = at_once(leaving(manager), leaving(captain))
    assert [type(error) for error in refusals] == [errors.LastManager]
    assert Membership.objects.managers().filter(community=community).count() == 1


def test_control_two_managers_who_look_first_both_leave(community, manager, captain):
    services.set_role(membership_of(community, captain), by=manager, role="manager")

    def leaving(by):
        def work(barrier):
            others = Membership.objects.managers().filter(community=community).exclude(user=by)
            safe = others.exists()
            barrier.wait()
            if safe:
                Membership.objects.filter(community=community, user=by).update(state="left", role="member")

        return work

    assert at_once(leaving(manager), leaving(captain)) == []
    assert not Membership.objects.managers().filter(community=community).exists()


def test_joining_at_once_is_one_membership(community, expert):
    def work(barrier):
        barrier.wait()
        services.join_community(community, by=expert)

    assert at_once(*[work] * THREADS) == []
    assert Membership.objects.filter(community=community, user=expert).count() == 1


def test_reacting_at_once_is_one_reaction_and_one_event(thread, post, captain):
    def work(barrier):
        barrier.wait()
        services.react(post, by=captain, kind="thanks", on=True)

    assert at_once(*[work] * THREADS) == []
    assert Reaction.objects.count() == 1
    assert len(log_of(thread)) == 2


def marking(thread, by, number):
    """Return a function that marks at the same moment as the others."""

    def work(barrier):
        barrier.wait()
        services.mark_read(thread, by=by, number=number)

    return work


@pytest.mark.parametrize("opened", [False, True])
def test_two_tabs_mark_at_once_and_the_higher_stays(opened, community, learner, captain):
    thread = make_thread(community, learner, posts=9)
    if opened:
        services.mark_read(thread, by=captain, number=1)
    for _time in range(3):
        assert at_once(*[marking(thread, captain, number) for number in (9, 4, 7, 2)]) == []
        mine = ReadMark.objects.filter(user=captain, thread=thread)
        assert mine.get().number == 9
        mine.update(number=1) if opened else mine.delete()


def test_control_reading_the_mark_and_then_writing_it_fails(community, learner, captain):
    thread = make_thread(community, learner, posts=9)
    services.mark_read(thread, by=captain, number=1)
    order = threading.Event()

    def marking_late(number, first):
        def work(barrier):
            mark = ReadMark.objects.get(user=captain, thread=thread)
            barrier.wait()
            if not first:
                order.wait(10)
            if number > mark.number:
                mark.number = number
                mark.save()
            order.set()

        return work

    assert at_once(marking_late(9, True), marking_late(4, False)) == []
    assert ReadMark.objects.get(user=captain, thread=thread).number == 4


def test_two_tabs_save_a_draft_at_once_and_one_is_kept(thread, captain):
    def work(barrier):
        barrier.wait()
        services.save_draft(thread, by=captain, body="Ye")

    assert at_once(*[work] * THREADS) == []
    assert Draft.objects.count() == 1


def test_an_edit_and_the_hiding_of_its_post_at_once_end_hidden(post, learner, manager):
    def edit(barrier):
        barrier.wait()
        services.edit_post(post, by=learner, body="Better", revision=0)

    def hide(barrier):
        barrier.wait()
        services.hide_post(post, by=manager, reason="Why.")

    refusals = at_once(edit, hide)
    assert {type(error) for error in refusals} <= {errors.PostHidden}
    post.refresh_from_db()
    assert post.is_hidden
    assert post.body == ("Post 1" if refusals else "Better")
