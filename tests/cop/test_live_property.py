"""A page with its events equals a freshly loaded page: for everyone, in every language, at every cursor."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.contrib.auth.models import AnonymousUser
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cop import services, tasks
from cop.enums import JoinPolicy
from cop.errors import CopError
from cop.models import Membership, Post, Thread
from cop.rules import can_read_thread
from core.realtime import cleanup
from tests.cop.simulated_page import QueryCache, SimulatedPage, normalise
from tests.factories.cop import CommunityFactory, long_thread, say
from tests.nightly import examples

pytestmark = pytest.mark.django_db
POSTS = 21  # the second page has one
QUIET = [HealthCheck.function_scoped_fixture, HealthCheck.too_slow]

on_post: dict[str, Callable[..., Any]] = {
    "edit": lambda post, by, number: services.edit_post(
        post, by=by, body=f"Edit *{number}*", revision=post.revisions.count()
    ),
    "hide": lambda post, by, number: services.hide_post(post, by=by, reason=f"Reason {number}"),
    "restore": lambda post, by, number: services.restore_post(post, by=by),
    "delete": lambda post, by, number: services.delete_post(post, by=by),
    "undelete": lambda post, by, number: services.undelete_post(post, by=by),
    "react": lambda post, by, number: services.react(post, by=by, kind="thanks", on=True),
    "agree": lambda post, by, number: services.react(post, by=by, kind="agree", on=True),
    "unreact": lambda post, by, number: services.react(post, by=by, kind="thanks", on=False),
}
on_thread: dict[str, Callable[..., Any]] = {
    "close": services.close_thread,
    "reopen": services.reopen_thread,
    "pin": services.pin_thread,
    "unpin": services.unpin_thread,
    "rename": lambda thread, by: services.rename_thread(thread, by=by, title=f"As {by} calls it"),
}
on_member: dict[str, Callable[..., Any]] = {
    "remove": services.remove_member,
    "approve": lambda membership, by: services.approve_join_request(membership, by=by),
    "promote": lambda membership, by: services.set_role(membership, by=by, role="manager"),
    "demote": lambda membership, by: services.set_role(membership, by=by, role="member"),
}
# Anybody tries anything; and, as often, somebody with permission changes one of two posts, so that changes
# coincide: a reaction, a hiding and a restoration of the same post are the difficult cases.
VERBS = ["post", *on_post, *on_thread, "leave", "join", "be called", *on_member]
PEOPLE, NUMBERS = st.integers(0, 4), st.sampled_from([1, 2, 20, 21])
ANYTHING = st.tuples(st.sampled_from(VERBS), PEOPLE, PEOPLE, NUMBERS)
DECIDED = st.tuples(st.sampled_from(["hide", "restore", "restore"]), st.just(0), st.just(0), st.just(1))
DELETED = st.tuples(
    st.sampled_from(["delete", "undelete"]), st.just(1), st.just(0), st.sampled_from([20, 21])
)
PRESSED = st.tuples(st.sampled_from(["react", "unreact", "agree"]), st.integers(1, 2), st.just(0), st.just(1))
SAID = st.tuples(st.sampled_from(["post", "edit"]), st.integers(1, 2), st.just(0), st.sampled_from([1, 2]))
STEPS = st.lists(st.one_of(ANYTHING, DECIDED, DELETED, PRESSED, SAID), max_size=12)


def act(thread: Thread, people: list[Any], step: tuple[str, int, int, int]) -> None:
    """Make a person do something; a refused action changes nothing."""
    verb, who, whom, number = step
    by, place = people[who], thread.community
    try:
        if verb == "post":
            services.add_post(thread, by=by, body=f"More by {who}", key=uuid4())
        elif verb in on_post:
            on_post[verb](Post.objects.get(thread=thread, number=number), by, number)
        elif verb in on_thread:
            on_thread[verb](thread, by=by)
        elif verb == "be called":
            if not Post.objects.in_sight().filter(thread=thread, author=by).exists():
                return  # then there is no event, and managers see the new name when they load the page
            by.display_name = f"{number} is my name"
            by.save(update_fields=["display_name"])
            tasks.redraw_author(by.pk)
        elif verb == "leave":
            services.leave_community(place, by=by)
        elif verb == "join":
            services.join_community(place, by=by)
        elif membership := Membership.objects.filter(community=place, user=people[whom]).first():
            on_member[verb](membership, by=by)
    except CopError:
        pass


@pytest.fixture
def people(manager, learner, captain, expert, admin):
    """A manager, the author of most posts, a member, somebody from outside, an operator."""
    return [manager, learner, captain, expert, admin]


def make_community_thread(people: list[Any], join_policy: str) -> Thread:
    """Return a thread of two pages in a new community."""
    manager, learner, captain, *_others = people
    place = CommunityFactory(join_policy=join_policy, managers=[manager], members=[learner, captain])
    thread = long_thread(place, learner, POSTS)
    Post.objects.filter(thread=thread, number=2).update(author=captain)
    return thread


def open_pages(thread: Thread, people: list[Any]) -> list[SimulatedPage]:
    """Return the first page for everyone who may read, half of them in French, and the second for some."""
    return [
        SimulatedPage(thread, viewer, ("en", "fr")[(number + page) % 2], page).load()
        for number, viewer in enumerate([*people, AnonymousUser()])
        for page in ((1, 2) if number % 2 else (1,))
        if can_read_thread(viewer, thread)
    ]


def assert_up_to_date(pages: list[SimulatedPage], cache: QueryCache | None = None, **how: Any) -> None:
    """Apply the missed events to each page, and compare it with a page that is loaded now."""
    now = cache or QueryCache()
    for page in pages:
        may_read = bool(Thread.objects.visible_to(page.viewer).filter(pk=page.thread.pk))
        assert page.catch_up(now, **how) == may_read
        if may_read:
            assert page.content() == page.copy().load(now).content()


@settings(max_examples=examples(4, 40), deadline=None, suppress_health_check=QUIET)
@given(before=STEPS, after=STEPS, join_policy=st.sampled_from(JoinPolicy.values), pruned=st.integers(0, 12))
def test_a_page_with_its_events_equals_a_fresh_page(before, after, join_policy, pruned, people):
    thread = make_community_thread(people, join_policy)
    for step in before:
        act(thread, people, step)
    awake = open_pages(thread, people)  # receives each event at once
    asleep = [page.copy() for page in awake]
    cuts = [page.copy() for page in awake]  # copied at each cursor
    for turn, step in enumerate(after):
        act(thread, people, step)
        now = QueryCache()
        for page in awake:
            cursor = page.cursor
            if page.catch_up(now) and page.cursor > cursor:
                cuts.append(page.copy())
        assert_up_to_date(
            awake[turn % len(awake) :][:1], now
        )  # one at a time: a later event would hide a lost one
    now = QueryCache()
    assert_up_to_date(awake, now)
    assert_up_to_date(asleep, now, limit=2)
    assert_up_to_date([page.copy() for page in cuts], now)
    gone = prune(thread, pruned)
    now.messages.clear()
    early = [page for page in cuts if page.cursor < gone and page.audience_now(now) == page.audience]
    assert_up_to_date(cuts, now)
    assert all(page.resets == 1 for page in early)


def prune(thread: Thread, count: int) -> int:
    """Prune the first events; return the last pruned sequence."""
    cleanup.prune_batch(thread.space_id, timezone.now() + timedelta(days=1), count) if count else None
    thread.space.refresh_from_db()
    return thread.space.pruned


def test_a_reaction_survives_hiding_and_restoring(people):
    thread = make_community_thread(people, JoinPolicy.OPEN)
    post, manager, captain = thread.posts.get(number=1), people[0], people[2]
    services.react(post, by=captain, kind="thanks", on=True)
    services.hide_post(post, by=manager, reason="Why.")
    pages = open_pages(thread, people)
    services.restore_post(post, by=manager)
    assert_up_to_date(pages)
    mine = next(page for page in pages if page.viewer == captain and page.page == 1)
    assert 'aria-pressed="true"' in mine.posts[1]


@pytest.mark.parametrize("lost", ["post", "reaction", "thread", "deletion", "name"])
def test_control_a_lost_event_is_found(lost, people):
    thread = make_community_thread(people, JoinPolicy.OPEN)
    (page, *_others) = open_pages(thread, people)
    if lost == "thread":
        services.close_thread(thread, by=people[0])
    elif lost == "deletion":
        services.delete_post(thread.posts.get(number=21), by=people[1])
    elif lost == "name":
        act(thread, people, ("be called", 1, 1, 2))
    elif lost == "reaction":
        services.react(thread.posts.get(number=1), by=people[0], kind="thanks", on=True)
    else:
        services.edit_post(thread.posts.get(number=1), by=people[1], body="Else", revision=0)
    page.cursor += 1
    with pytest.raises(AssertionError):
        assert_up_to_date([page])


@pytest.mark.parametrize("number", range(6))
def test_the_simulated_page_equals_the_view(number, people, as_user):
    viewer = [*people, AnonymousUser()][number]
    thread = make_community_thread(people, JoinPolicy.OPEN)
    services.hide_post(thread.posts.get(number=1), by=people[0], reason="Why.")
    services.react(thread.posts.get(number=2), by=people[1], kind="thanks", on=True)
    say(thread, people[2])
    answer = as_user(viewer).get(f"/fr/threads/{thread.public_id}/?page=1", headers={"accept-language": "fr"})
    source = normalise(answer.content.decode())
    page = SimulatedPage(thread, viewer, "fr", 1).load()
    posts = re.search(r"<ol class=\"posts\"[^>]*> ?(.*?)</ol>\s*<div class=\"stack tight\"", source)[1]
    assert posts.strip() == " ".join(page.posts.values())
    assert re.search(r"<div data-head>(.*?)</div>", source)[1].strip() == page.head
    assert f'data-through="{page.cursor}"' in source
    assert f'data-me="{page.me}"' in source
