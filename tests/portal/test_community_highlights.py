"""Communities on the home page: one's own for members, open threads for visitors."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import User
from cop.models import Thread
from cop.selectors.threads import thread_list
from cop.services import delete_post, hide_post, join_community, mark_read
from portal.models import HomePage
from portal.selectors.community_highlights import own_communities, recent_threads
from portal.selectors.sitemaps import OpenThreads
from tests.factories.cop import CommunityFactory, add_member, closed_community, make_thread, say

pytestmark = pytest.mark.django_db


def news(user: User) -> list[tuple[str, int, int]]:
    """Return name, new posts and new threads of each community, in their order."""
    return [(own.community.name, own.new_posts, own.new_threads) for own in own_communities(user)]


@pytest.fixture
def quiet(learner: User, manager: User) -> Any:
    return CommunityFactory(name="A quiet one", members=[learner], managers=[manager])


@pytest.fixture
def busy(learner: User, manager: User) -> Any:
    return CommunityFactory(name="Busy", members=[learner], managers=[manager])


def test_new_posts_are_counted_as_in_the_communitys_list(
    quiet: Any, busy: Any, learner: User, manager: User
) -> None:
    thread = make_thread(busy, manager, posts=3)
    assert news(learner) == [("Busy", 0, 1), ("A quiet one", 0, 0)]
    mark_read(thread, by=learner, number=1)
    assert news(learner)[0] == ("Busy", 2, 0)
    hide_post(thread.posts.get(number=2), by=manager, reason="Off topic")
    assert news(learner)[0] == ("Busy", 1, 0)
    say(thread, learner)
    assert news(learner)[0] == ("Busy", 1, 0), "one's own words are not new"
    mark_read(thread, by=learner, number=4)
    assert ("Busy", 0, 0) in news(learner)


def test_a_thread_with_only_deleted_posts_is_not_new(busy: Any, learner: User, manager: User) -> None:
    thread = make_thread(busy, manager)
    delete_post(thread.posts.get(), by=manager)
    assert news(learner)[0] == ("Busy", 0, 0)
    assert [(row.thread, row.is_new) for row in thread_list(busy, learner).rows] == [(thread, False)]
    assert recent_threads() == []
    assert thread.public_id not in [place.key for place in OpenThreads().items()]


def test_posts_before_joining_are_not_new(busy: Any, captain: User, manager: User) -> None:
    make_thread(busy, manager)
    add_member(busy, captain, since=timezone.now() + timedelta(minutes=1))
    assert news(captain) == [("Busy", 0, 0)]


def test_only_ones_own_communities_are_shown(quiet: Any, busy: Any, captain: User, manager: User) -> None:
    make_thread(busy, manager)
    add_member(quiet, captain, state="left")
    add_member(busy, captain, state="requested")
    assert news(captain) == []


def test_it_needs_three_queries_for_one_and_for_many(
    learner: User, manager: User, django_assert_num_queries: Any
) -> None:
    for number in range(4):
        community = CommunityFactory(members=[learner], managers=[manager])
        mark_read(make_thread(community, manager, posts=2), by=learner, number=1)
        make_thread(community, manager)
        if number in (0, 3):
            with django_assert_num_queries(3):
                assert {row[1:] for row in news(learner)} == {(1, 1)}


def test_a_member_finds_them_on_the_home_page(
    home: HomePage, busy: Any, learner: User, manager: User, captain: User, as_user: Any
) -> None:
    thread = make_thread(busy, manager, posts=3)
    mark_read(thread, by=learner, number=1)
    page = as_user(learner).get("/en/").content.decode()
    assert "2 new posts" in page
    assert f'href="/en/communities/{busy.slug}/"' in page
    alone = as_user(captain).get("/en/").content.decode()
    assert "You have not joined a community yet." in alone
    assert 'href="/en/communities/"' in alone


def test_a_visitor_sees_the_latest_threads_of_open_communities(
    home: HomePage, busy: Any, manager: User, client: Client
) -> None:
    threads = [make_thread(busy, manager, title=f"Question {number}") for number in range(4)]
    make_thread(closed_community(managers=[manager]), manager, title="Between us")
    say(threads[0], manager)
    assert [thread.title for thread in recent_threads()] == ["Question 0", "Question 3", "Question 2"]
    page = client.get("/en/").content.decode()
    assert "Recent discussions" in page
    assert f'href="/en/threads/{threads[0].public_id}/"' in page
    assert "Between us" not in page
    Thread.objects.all().delete()
    assert "Recent discussions" not in client.get("/en/").content.decode()


@pytest.mark.parametrize("signed_in", [False, True])
def test_the_home_page_has_a_fixed_number_of_queries_for_communities(
    home: HomePage, learner: User, manager: User, as_user: Any, client: Client, signed_in: bool
) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    visitor, counts = as_user(learner) if signed_in else client, []
    for _number in range(3):
        make_thread(CommunityFactory(members=[learner], managers=[manager]), manager)
        visitor.get("/en/")
        with CaptureQueriesContext(connection) as seen:
            visitor.get("/en/")
        counts.append(len(seen))
    assert len(set(counts)) == 1


def test_managers_see_waiting_requests(busy: Any, learner: User, manager: User, juror: User) -> None:
    closed = closed_community(managers=[manager], members=[learner])
    join_community(closed, by=juror, note="I look after a portal.")
    assert {own.community: own.waiting for own in own_communities(manager)} == {busy: 0, closed: 1}
    assert [own.waiting for own in own_communities(learner)] == [0, 0]
