"""Views of threads: reading, read marks, starting, closing and pinning."""

import re
from uuid import uuid4

import pytest
from django.urls import reverse

from cop import errors, services
from cop.models import Draft, Post, ReadMark, Thread
from cop.querysets import PAGE
from cop.selectors.communities import membership_of
from tests.factories.accounts import UserFactory
from tests.factories.cop import add_member, long_thread, make_thread, say
from tests.factories.learning import lessons_of, make_course
from tests.html import normalise_html

pytestmark = pytest.mark.django_db


def url(name, thread, **query):
    address = reverse(f"cop:thread_{name}", args=[thread.public_id])
    return f"{address}?page={query['page']}" if query else address


def page(client, address):
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def test_the_head_names_title_community_and_posts(client, thread):
    html = page(client, url("show", thread))
    assert '<h1 lang="en" dir="auto">A question</h1>' in html
    assert f'href="{reverse("cop:community_show", args=[thread.community.slug])}"' in html
    assert "1 post" in html


def test_a_visitor_may_read_and_sees_how_to_join(client, thread):
    html = page(client, url("show", thread))
    assert "Post 1" in html
    assert f'href="{reverse("account_login")}?next=%2Fen%2Fthreads%2F{thread.public_id}%2F' in html
    assert "<textarea" not in html
    assert "Close this thread" not in html


def test_a_non_member_joins_and_returns(as_user, thread, expert):
    client = as_user(expert)
    html = page(client, url("show", thread))
    assert "Join this community to answer" in html
    assert "<textarea" not in html
    back = re.search(r'name="next" value="([^"]+)"', html.split('id="answer"')[1])[1]
    join = reverse("cop:community_join", args=[thread.community.slug])
    assert client.post(join, {"next": back}).url == f"{url('show', thread, page=1)}#answer"
    assert "<textarea" in page(client, url("show", thread))


def test_a_removed_member_is_not_asked_to_join(as_user, thread, manager, captain):
    own = say(thread, captain)
    services.remove_member(membership_of(thread.community, captain), by=manager)
    client, reason = as_user(captain), str(errors.WasRemoved.message)
    html = page(client, url("show", thread))
    assert reason in html
    assert reverse("cop:community_join", args=[thread.community.slug]) not in html
    start = client.get(reverse("cop:thread_start", args=[thread.community.slug]), follow=True)
    edit = client.get(reverse("cop:post_edit", args=[thread.public_id, own.number]), follow=True)
    answer = client.post(reverse("cop:post_add", args=[thread.public_id]), {"body": "Yes"})
    for notified in (start, edit, answer):
        assert reason in notified.content.decode()
        assert "Join this community" not in notified.content.decode()


def test_a_closed_thread_invites_nobody_to_join(as_user, client, thread, manager, expert):
    for reader, words in ((as_user(expert), "Join this community"), (client, "Sign in to take part")):
        services.close_thread(thread, by=manager)
        html = page(reader, url("show", thread))
        assert "<p data-closed>" in html
        assert words in html.split("<div data-join hidden>")[1]
        services.reopen_thread(thread, by=manager)
        html = page(reader, url("show", thread))
        assert "<p data-closed hidden>" in html
        assert words in html.split("<div data-join>")[1]


def test_a_redirect_to_another_site_is_not_followed(as_user, community, expert):
    join = reverse("cop:community_join", args=[community.slug])
    for evil in ("https://evil.example/", "//evil.example/", "javascript:alert(1)"):
        answer = as_user(expert).post(join, {"next": evil})
        assert answer.url == reverse("cop:community_show", args=[community.slug])


def test_pages_are_numbered_by_post(client, community, learner):
    thread = long_thread(community, learner, PAGE + 5)
    first, second = page(client, url("show", thread)), page(client, url("show", thread, page=2))
    assert re.findall(r'<li class="post" id="post-(\d+)"', first) == [str(n) for n in range(1, PAGE + 1)]
    assert re.findall(r'<li class="post" id="post-(\d+)"', second) == [str(n) for n in range(21, 26)]
    assert 'href="?page=2" aria-label="Page 2"' in first
    assert '<b aria-current="page">2</b>' in second


@pytest.mark.parametrize("asked", ["0", "3", "-1", "x", "²", "9" * 30])
def test_a_page_that_is_not_there_is_not_found(client, community, learner, asked):
    thread = long_thread(community, learner, PAGE + 5)
    assert client.get(url("show", thread, page=asked)).status_code == 404


def test_reading_a_page_marks_its_posts(as_user, community, learner, expert):
    thread = long_thread(community, learner, PAGE + 5)
    client = as_user(expert)
    page(client, url("show", thread))
    assert ReadMark.objects.get(user=expert).number == PAGE
    page(client, url("show", thread, page=2))
    page(client, url("show", thread))
    assert ReadMark.objects.get(user=expert).number == PAGE + 5


def test_a_prefetch_marks_nothing(as_user, thread, expert):
    client = as_user(expert)
    client.head(url("show", thread))
    client.get(url("show", thread), headers={"Sec-Purpose": "prefetch;prerender"})
    assert not ReadMark.objects.filter(user=expert).exists()


def test_new_posts_are_marked_and_linked(as_user, thread, learner, captain):
    client = as_user(captain)
    page(client, url("show", thread))
    say(thread, learner)
    say(thread, captain)
    html = page(client, url("show", thread))
    assert "Go to the first new post" in html
    assert re.findall(r'class="post new" id="post-(\d+)"', html) == ["2"]  # one's own is not new
    assert "post new" not in page(client, url("show", thread))


def test_unread_redirects_to_the_first_unread_post_or_the_last(as_user, client, community, learner, captain):
    thread = long_thread(community, learner, PAGE + 5)
    assert client.get(url("unread", thread)).url == f"{url('show', thread)}#post-1"
    member = as_user(captain)
    page(member, url("show", thread))
    assert member.get(url("unread", thread)).url == f"{url('show', thread, page=2)}#post-21"
    page(member, url("show", thread, page=2))
    assert member.get(url("unread", thread)).url == f"{url('show', thread, page=2)}#post-25"


def test_a_script_sends_the_read_mark(as_user, community, learner, captain):
    thread = long_thread(community, learner, 9)
    client = as_user(captain)
    assert client.post(url("read", thread), {"number": "7"}).status_code == 204
    assert client.post(url("read", thread), {"number": "5"}).status_code == 204
    assert ReadMark.objects.get(user=captain).number == 7
    for nonsense in ("", "-1", "seven", "9" * 12):
        assert client.post(url("read", thread), {"number": nonsense}).status_code == 422


def test_a_manager_closes_reopens_and_pins(as_user, client, thread, manager, learner):
    for do, words in (("close", "nobody can answer"), ("pin", "Pinned")):
        answer = as_user(manager).post(url("manage", thread), {"do": do})
        assert (answer.status_code, answer.url) == (303, url("show", thread))
        assert words in page(client, url("show", thread))
    closed = page(as_user(learner), url("show", thread))
    assert "data-composer novalidate hidden" in closed
    assert "data-closed>" in closed
    for do in ("reopen", "unpin"):
        as_user(manager).post(url("manage", thread), {"do": do})
    thread.refresh_from_db()
    assert (thread.closed_at, thread.is_pinned) == (None, False)


def test_the_zone_of_the_reader_is_used(as_user, thread, captain):
    captain.time_zone = "Africa/Nairobi"
    captain.save()
    html = page(as_user(captain), url("show", thread))
    assert 'data-zone="Africa/Nairobi"' in html
    assert re.search(r'<time datetime="[\d-]+T[\d:]+Z" data-local>[^<]+\(Africa/Nairobi\)</time>', html)


def test_the_page_has_the_reader_for_its_script(as_user, client, thread, captain):
    html = page(as_user(captain), url("show", thread))
    thread.space.refresh_from_db()
    for attribute in (
        f'data-me="{captain.public_id}"', f'data-space="{thread.space.public_id}"',
        f'data-through="{thread.space.last}"', 'data-newest="1"', 'data-page="1"', 'data-seen="0"',
        f'data-read="{url("read", thread)}"',
    ):  # fmt: skip
        assert attribute in html
    inside = html.split("<live-thread")[1].split("</live-thread>")[0]
    assert 'id="csrf-form"' in inside
    outside = page(client, url("show", thread)).split("</live-thread>")[1]
    assert (
        'id="csrf-form"' in outside
    )  # a visitor's click is not handled by the script: it redirects to sign in


def test_start_a_thread(as_user, community, learner):
    client, address = as_user(learner), reverse("cop:thread_start", args=[community.slug])
    html = page(client, address)
    key = re.search(r'name="key" value="([^"]+)"', html)[1]
    sent = {"title": "Which moss?", "language": "fr", "body": "On **rock**.", "key": key}
    for _time in range(2):  # the second press gives the same thread
        answer = client.post(address, sent)
        thread = Thread.objects.get(title="Which moss?")
        assert answer.url == f"{url('show', thread)}#post-1"
    assert thread.language == "fr"
    assert "<strong>rock</strong>" in page(client, url("show", thread))


def test_a_refused_thread_keeps_what_was_written(as_user, community, learner, expert):
    address = reverse("cop:thread_start", args=[community.slug])
    answer = as_user(learner).post(address, {"title": "", "language": "xx", "body": "Long thoughts"})
    assert answer.status_code == 422
    assert "Long thoughts" in answer.content.decode()
    sent = {"title": "T", "language": "en", "body": "Long thoughts"}
    answer = as_user(expert).post(address, sent)
    assert answer.status_code == 422
    assert "Long thoughts" in answer.content.decode()
    assert "Join this community first" in answer.content.decode()
    assert not Thread.objects.exists()


def test_the_same_form_with_another_text_is_asked_about(as_user, community, learner):
    client, address, key = as_user(learner), reverse("cop:thread_start", args=[community.slug]), str(uuid4())
    client.post(address, {"title": "One", "language": "en", "body": "One", "key": key})
    answer = client.post(address, {"title": "Two", "language": "en", "body": "Two", "key": key})
    html = answer.content.decode()
    assert answer.status_code == 422
    assert "You have sent this form before, with other words." in html
    fresh = re.search(r'name="key" value="([^"]+)"', html)[1]
    assert fresh != key
    assert (
        client.post(address, {"title": "Two", "language": "en", "body": "Two", "key": fresh}).status_code
        == 302
    )
    assert Thread.objects.count() == 2


def test_only_managers_see_the_reason_of_a_hidden_first_post(
    as_user, client, thread, manager, learner, captain
):
    post = thread.posts.get()
    services.react(post, by=captain, kind="thanks", on=True)
    services.hide_post(post, by=manager, reason="Names a colleague.")
    seen = page(client, url("show", thread))
    assert "A manager hid this post." in seen
    assert "Post 1</p>" not in seen
    assert "Names a colleague." not in seen
    own = normalise_html(page(as_user(learner), url("show", thread)))
    assert re.search(r'<a data-own href="posts/1/">Read why</a>', own)
    managed = page(as_user(manager), url("show", thread))
    assert "Names a colleague." in managed
    assert "Post 1</p>" in managed
    assert "Show it again" in managed


def test_the_draft_of_an_answer_is_in_the_form(as_user, thread, captain):
    Draft.objects.create(user=captain, thread=thread, body="Half a thought", client_key=uuid4())
    html = page(as_user(captain), url("show", thread))
    assert "Half a thought</textarea>" in html
    assert str(Draft.objects.get().client_key) in html


def test_queries_do_not_grow_and_stay_few(as_user, client, community, learner, home, count_queries):
    """Of a page of a lesson's thread, the first time (it is marked as read) and again, with warm caches."""
    lesson = lessons_of(make_course(home, lessons=1))[0]
    words = {"kind": "learning.lesson", "key": lesson.translation_key, "title": "Lesson", "language": "en"}
    counts = {}
    for posts in (3, 3_000):
        thread = long_thread(community, learner, posts)
        Thread.objects.filter(origin_key=lesson.translation_key).delete()
        origin = services.open_origin_thread(community, **words)
        Post.objects.filter(thread=thread).update(thread=origin)
        Thread.objects.filter(pk=origin.pk).update(post_count=posts)
        add_member(community, reader := UserFactory(time_zone="Asia/Kathmandu"))
        visitor, last = as_user(reader), -(-posts // PAGE)
        assert lesson.title in page(client, url("show", origin))
        page(visitor, reverse("cop:communities_show"))
        first, again = (count_queries(visitor, url("show", origin, page=last)) for _time in range(2))
        counts[posts] = (first, again, count_queries(client, url("show", origin)))
    assert counts[3] == counts[3_000]
    assert max(counts[3]) <= 18


def test_a_thread_of_another_community_by_request_is_not_there(as_user, closed, learner, expert):
    thread = make_thread(closed, learner)
    for name in ("show", "unread"):
        assert as_user(expert).get(url(name, thread)).status_code == 404
    assert as_user(expert).post(url("read", thread), {"number": "1"}).status_code == 404
    assert as_user(learner).get(url("show", thread)).status_code == 200
