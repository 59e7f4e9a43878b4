"""Read marks, drafts, the list with its unread counts, and one page of a thread."""

from uuid import uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cop import errors, services
from cop.models import Draft, ReadMark, Thread
from cop.selectors.threads import page_of, thread_list, thread_page
from tests.factories.cop import CommunityFactory, long_thread, make_thread, say
from tests.nightly import examples

pytestmark = pytest.mark.django_db


def test_a_read_mark_only_rises_up_to_the_last_post(community, learner, captain):
    thread = make_thread(community, learner, posts=5)
    for number, mark in ((2, 2), (1, 2), (4, 4), (99, 5), (-3, 5), (0, 5)):
        assert services.mark_read(thread, by=captain, number=number).number == mark
    assert ReadMark.objects.filter(user=captain).count() == 1


def test_an_older_page_can_mark_the_last_post(thread, captain, learner):
    say(thread, learner)
    assert thread.post_count == 1
    assert services.mark_read(thread, by=captain, number=2).number == 2


def test_every_reader_has_a_read_mark(community, closed, learner, expert, stranger):
    here, there = make_thread(community, learner), make_thread(closed, learner)
    assert services.mark_read(here, by=expert, number=1).number == 1
    for person, place in ((expert, there), (stranger, here)):
        with pytest.raises(errors.NotAllowed):
            services.mark_read(place, by=person, number=1)


def test_a_draft_is_one_for_each_place_and_empty_is_none(community, thread, captain):
    key = uuid4()
    first = services.save_draft(thread, by=captain, body="  Ye\r\n", key=key)
    assert (first.body, first.client_key) == ("  Ye\n", key)
    assert services.save_draft(thread, by=captain, body="Yes") == first
    services.save_draft(community, by=captain, body="", title="How")
    assert set(Draft.objects.values_list("body", "title")) == {("Yes", ""), ("", "How")}
    assert services.save_draft(thread, by=captain, body=" \n") is None
    assert services.save_draft(community, by=captain, body="", title=" ") is None
    assert not Draft.objects.exists()


def test_a_draft_that_comes_after_its_post_is_not_kept(thread, captain):
    key = uuid4()
    services.add_post(thread, by=captain, body="Yes", key=key)
    assert services.save_draft(thread, by=captain, body="Ye", key=key) is None
    assert not Draft.objects.exists()
    Draft.objects.create(user=captain, thread=thread, body="Ye", client_key=key)
    assert thread_page(thread, captain).draft is None


def test_a_late_draft_of_a_sent_form_leaves_another_draft(community, thread, captain):
    sent, asked, begun = uuid4(), uuid4(), uuid4()
    services.add_post(thread, by=captain, body="Yes", key=sent)
    services.start_thread(community, by=captain, title="How", body="Tell", language="en", key=asked)
    for place, key in ((thread, sent), (community, asked)):
        services.save_draft(place, by=captain, body="The next text", key=begun)
        assert services.save_draft(place, by=captain, body="Ye", key=key) is None
    assert list(Draft.objects.values_list("body", "client_key")) == [("The next text", begun)] * 2


def test_drafts_are_for_those_who_may_write(thread, expert, captain):
    with pytest.raises(errors.NotMember):
        services.save_draft(thread, by=expert, body="Yes")
    with pytest.raises(errors.UnusableText):
        services.save_draft(thread, by=captain, body="x" * 20_001)
    with pytest.raises(errors.UnusableText):
        services.save_draft(thread, by=captain, body="a\x00b")


def unread_by_hand(thread, user):
    """Count one by one what the list counts with three sums."""
    mark = ReadMark.objects.filter(thread=thread, user=user).first()
    if mark is None:
        return None
    later = [post for post in thread.posts.all() if post.number > mark.number]
    return sum(not post.is_hidden and post.author_id != user.pk for post in later)


STEPS = st.lists(
    st.tuples(
        st.sampled_from(["post", "post", "post", "hide", "restore", "read", "erase"]),
        st.integers(0, 1),
        st.integers(0, 2),
        st.integers(0, 9),
    ),
    max_size=25,
)


@settings(
    max_examples=examples(5, 50),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
    database=None,
)
@given(steps=STEPS)
def test_unread_counts_equal_counting_one_by_one(steps, manager, learner, captain):
    place = CommunityFactory(managers=[manager], members=[learner, captain])
    people, threads = [manager, learner, captain], [make_thread(place, learner), make_thread(place, captain)]
    for what, which, who, number in steps:
        thread, person = threads[which], people[who]
        post = thread.posts.order_by("number")[number % thread.posts.count()]
        if what == "post":
            say(thread, person)
        elif what == "read":
            services.mark_read(thread, by=person, number=number)
        elif what == "hide":
            services.hide_post(post, by=manager, reason="Why.")
        elif what == "restore":
            services.restore_post(post, by=manager)
        else:
            thread.posts.filter(pk=post.pk).update(author=None)
    for person in people:
        shown = {row.thread.pk: row.unread for row in thread_list(place, person).rows}
        assert shown == {thread.pk: unread_by_hand(thread, person) for thread in threads}


def test_new_threads_are_unopened_ones_since_joining(community, learner, expert, stranger):
    old = make_thread(community, learner, title="Old")
    services.join_community(community, by=expert)
    made = [make_thread(community, learner, title="Fresh"), make_thread(community, learner, title="Opened")]
    services.mark_read(made[1], by=expert, number=1)
    found = {row.thread.title: (row.unread, row.is_new) for row in thread_list(community, expert).rows}
    assert found == {"Old": (None, False), "Fresh": (None, True), "Opened": (0, False)}
    assert all(not row.is_new and row.unread is None for row in thread_list(community, stranger).rows)
    say(old, learner)
    assert {row.thread.title for row in thread_list(community, expert).rows if row.is_new} == {"Old", "Fresh"}


def test_the_list_has_pinned_threads_first_and_then_the_latest(community, learner, manager, closed):
    first, second, third = (make_thread(community, learner, title=str(n)) for n in range(3))
    make_thread(closed, learner)
    services.pin_thread(second, by=manager)
    say(first, learner)
    assert [row.thread for row in thread_list(community, learner).rows] == [second, first, third]


def test_a_lessons_thread_is_listed_when_somebody_has_written_in_it(community, learner):
    words = {"kind": "learning.lesson", "key": uuid4(), "title": "Lesson", "language": "en"}
    waiting = services.open_origin_thread(community, **words)
    assert thread_list(community, learner).rows == []
    say(waiting, learner)
    assert [row.thread for row in thread_list(community, learner).rows] == [waiting]


def test_the_list_has_pages_and_a_fixed_number_of_queries(community, learner, django_assert_num_queries):
    make_thread(community, learner)
    with django_assert_num_queries(4):
        assert len(thread_list(community, learner).rows) == 1
    for _number in range(20):
        make_thread(community, learner)
    with django_assert_num_queries(4):
        first = thread_list(community, learner, 1)
    second = thread_list(community, learner, 2)
    assert (first.pages, first.count, len(first.rows), len(second.rows)) == (2, 21, 20, 1)
    assert len({row.thread for row in first.rows + second.rows}) == 21
    assert thread_list(community, learner, 99).page == 2


def test_the_first_page_is_that_of_the_first_unread_post(community, learner, captain, stranger, manager):
    thread = long_thread(community, learner, 45)
    assert thread_page(thread, captain).page == 1  # never opened
    assert thread_page(thread, stranger).page == 1
    services.mark_read(thread, by=captain, number=21)
    Thread.objects.filter(pk=thread.pk).get().posts.filter(number__in=[22, 23]).update(author=captain)
    services.hide_post(thread.posts.get(number=24), by=manager, reason="Why.")
    page = thread_page(thread, captain)
    assert (page.mark, page.first_unread, page.page, page.pages) == (21, 25, 2, 3)
    assert [shown.number for shown in page.posts] == list(range(21, 41))
    services.mark_read(thread, by=captain, number=45)
    page = thread_page(thread, captain)
    assert (page.first_unread, page.page) == (None, 3)
    assert [shown.number for shown in page.posts] == list(range(41, 46))
    for asked, given_page in ((0, 1), (2, 2), (9, 3)):
        assert thread_page(thread, captain, asked).page == given_page


def test_a_post_by_an_erased_account_counts_as_unread(community, learner, captain):
    thread = make_thread(community, learner, posts=2)
    thread.posts.update(author=None)
    services.mark_read(thread, by=captain, number=1)
    assert thread_page(thread, captain).first_unread == 2


@pytest.mark.parametrize(("number", "page"), [(0, 1), (1, 1), (20, 1), (21, 2), (40, 2), (41, 3)])
def test_the_page_of_a_post_never_changes(number, page):
    assert page_of(number) == page


@pytest.mark.parametrize("posts", [3, 3_000])
def test_a_page_of_a_long_thread_has_a_fixed_number_of_queries(
    posts, community, learner, captain, django_assert_num_queries
):
    thread = long_thread(community, learner, posts)
    services.mark_read(thread, by=captain, number=1)
    services.react(thread.posts.get(number=2), by=captain, kind="useful", on=True)
    with django_assert_num_queries(5):
        page = thread_page(thread, captain, page_of(posts))
        [(shown.author_name, shown.post.thread.community.slug) for shown in page.posts]
    assert page.through == 2
    assert page.posts[-1].number == posts


def test_what_each_viewer_sees_of_a_post(community, thread, post, learner, captain, manager, admin, stranger):
    services.react(post, by=captain, kind="thanks", on=True)
    services.react(post, by=manager, kind="thanks", on=True)
    services.hide_post(thread.posts.get(pk=say(thread, learner, "Rude").pk), by=manager, reason="Rude.")
    for person, audience in (
        (learner, "member"),
        (captain, "member"),
        (stranger, "reader"),
        (manager, "manager"),
        (admin, "operator"),
    ):
        page = thread_page(thread, person)
        first, second = page.posts
        assert page.audience == audience
        assert (first.author_name, first.author_public_id) == ("Learner", learner.public_id)
        assert first.is_own == (person == learner)
        assert first.mine == (["thanks"] if person in (captain, manager) else [])
        counts = [(row.kind, row.count) for row in first.reactions]
        assert counts == [("thanks", 2), ("useful", 0), ("agree", 0), ("question", 0)]
        seen = ('<p dir="auto">Rude</p>\n', "Rude.") if page.audience.manages else ("", "")
        assert (second.body_html, second.reason) == seen
        assert second.is_hidden
        assert second.shows_words == page.audience.manages


def test_a_deleted_author_has_no_name(thread, post):
    post.author = None
    post.save()
    shown = thread_page(thread, thread.author).posts[0]
    assert (shown.author_name, shown.author_public_id, shown.is_own) == (None, None, False)


def test_a_page_shows_the_present_state_of_the_thread(thread, learner, manager):
    services.close_thread(Thread.objects.get(pk=thread.pk), by=manager)
    page = thread_page(thread, learner)
    assert page.thread.closed_at is not None
    assert page.through == 2
