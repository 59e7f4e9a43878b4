"""Views of posts: answering, the page of one post, editing, hiding, reacting; and drafts."""

import re
from uuid import uuid4

import pytest
from django.core.cache import cache
from django.urls import reverse

from cop import services
from cop.models import Draft, Post, Reaction
from tests.factories.cop import long_thread, make_thread, say

pytestmark = pytest.mark.django_db
FETCH = {"X-Requested-With": "fetch"}


def add(thread):
    return reverse("cop:post_add", args=[thread.public_id])


def at(name, post):
    return reverse(f"cop:post_{name}", args=[post.thread.public_id, post.number])


def show(thread):
    return reverse("cop:thread_show", args=[thread.public_id])


def sent(body="An answer", **more):
    return {"body": body, "key": str(uuid4()), **more}


def html(answer, status=200):
    assert answer.status_code == status
    return answer.content.decode()


def test_an_answer_is_posted_and_shown(as_user, thread, captain):
    answer = as_user(captain).post(add(thread), sent("With *care*."))
    assert (answer.status_code, answer.url) == (303, f"{show(thread)}#post-2")
    post = Post.objects.get(thread=thread, number=2)
    assert (post.author, post.body) == (captain, "With *care*.")
    assert "<em>care</em>" in html(as_user(captain).get(show(thread)))


def test_an_answer_on_the_next_page_is_shown(as_user, community, learner):
    thread = long_thread(community, learner, 20)
    answer = as_user(learner).post(add(thread), sent())
    assert answer.url == f"{show(thread)}?page=2#post-21"


def test_a_form_sent_twice_posts_once(as_user, thread, captain):
    client, form = as_user(captain), sent("Once")
    assert [client.post(add(thread), form).url for _time in range(2)] == [f"{show(thread)}#post-2"] * 2
    assert Post.objects.filter(body="Once").count() == 1


def test_the_same_form_with_another_text_gets_a_new_key(as_user, thread, captain):
    client, form = as_user(captain), sent("First words")
    client.post(add(thread), form)
    page = html(client.post(add(thread), form | {"body": "Other words"}), 422)
    assert "You have sent this form before, with other words." in page
    assert "Other words</textarea>" in page
    fresh = re.search(r'name="key" value="([^"]+)"', page)[1]
    assert fresh != form["key"]
    assert client.post(add(thread), {"body": "Other words", "key": fresh}).status_code == 303


@pytest.mark.parametrize("body", ["", "  \n ", "x" * 20_001, "nul \x00"])
def test_a_refused_post_is_shown_with_the_reason(as_user, thread, captain, body):
    page = html(as_user(captain).post(add(thread), sent(body)), 422)
    assert page.count("data-composer") == 1
    assert 'class="summary-errors" role="alert"' in page
    assert Post.objects.filter(thread=thread).count() == 1


def test_a_refused_post_is_shown_on_its_page_of_the_thread(as_user, community, learner):
    thread = long_thread(community, learner, 25)
    page = html(as_user(learner).post(add(thread), sent("", page="2")), 422)
    assert 'id="post-25"' in page
    # Its URL is another one, so links into the thread are complete, and no script updates the page.
    assert f'href="{show(thread)}posts/25/"' in page
    assert re.findall(r"js/live/([\w-]+)\.js", page) == ["draft-autosave"]


def test_a_closed_thread_keeps_the_text(as_user, thread, manager, captain):
    services.close_thread(thread, by=manager)
    page = html(as_user(captain).post(add(thread), sent("Too late")), 422)
    assert "Too late</textarea>" in page
    assert page.count("This thread is closed.") == 1
    assert "data-kept hidden" in page  # the error explains what to do with the text


def test_a_person_who_left_keeps_the_text(as_user, thread, community, captain):
    services.leave_community(community, by=captain)
    page = html(as_user(captain).post(add(thread), sent("My thoughts")), 422)
    assert "My thoughts</textarea>" in page
    assert "Join this community first" in page


def test_a_damaged_key_is_replaced(as_user, thread, captain):
    for key in ("", "x", "1" * 400):
        assert as_user(captain).post(add(thread), {"body": f"Key {key[:1]}", "key": key}).status_code == 303


def test_too_many_posts_show_an_error_and_keep_the_text(as_user, thread, captain):
    client = as_user(captain)
    for number in range(10):
        assert client.post(add(thread), sent(f"Post {number}")).status_code == 303
    answer = client.post(add(thread), sent("One more"))
    page = html(answer, 429)
    assert "One more</textarea>" in page
    assert int(answer["Retry-After"]) <= 60
    cache.clear()
    assert client.post(add(thread), sent("One more")).status_code == 303


def test_a_script_is_redirected_to_the_catch_up(as_user, thread, captain):
    catch_up = reverse("catch_up", args=[thread.space.public_id])
    client = as_user(captain)
    answer = client.post(add(thread), sent(after="1"), headers=FETCH)
    assert (answer.status_code, answer.url) == (303, f"{catch_up}?after=1")
    message = client.get(answer.url).json()
    assert [event["post"] for event in message["events"]] == [2]
    press = client.post(f"{at('react', thread.posts.get(number=2))}?on=1", {"kind": "agree", "after": "2"},
                        headers=FETCH)  # fmt: skip
    assert press.url == f"{catch_up}?after=2"
    for nonsense in ("", "x", "-1"):
        answer = client.post(add(thread), sent(after=nonsense), headers=FETCH)
        assert answer.url.startswith(show(thread))


def test_adding_and_removing_a_reaction(as_user, post, captain):
    client, address = as_user(captain), at("react", post)
    answer = client.post(f"{address}?on=1", {"kind": "thanks"})
    assert (answer.status_code, answer.url) == (303, f"{show(post.thread)}#post-1")
    page = html(client.get(show(post.thread)))
    button = r'value="thanks" formaction="\S+reactions/\?on=0" aria-pressed="true">Thanks <b>1</b>'
    assert re.search(button, page)
    client.post(f"{address}?on=0", {"kind": "thanks"})
    assert not Reaction.objects.exists()


@pytest.mark.parametrize(
    ("query", "kind"), [("", "thanks"), ("?on=2", "thanks"), ("?on=1", "love"), ("?on=1", "")]
)
def test_an_unknown_reaction_is_refused(as_user, post, captain, query, kind):
    assert as_user(captain).post(at("react", post) + query, {"kind": kind}).status_code == 422


def test_a_reaction_of_a_non_member_changes_nothing(as_user, client, post, expert):
    answer = as_user(expert).post(f"{at('react', post)}?on=1", {"kind": "thanks"}, follow=True)
    assert "Join this community first" in html(answer)
    assert answer.redirect_chain == [(f"{show(post.thread)}#answer", 303)]  # the page with the button to join
    stranger = client.post(
        f"{at('react', post)}?on=1",
        {"kind": "thanks"},
        headers={"Referer": "http://testserver" + show(post.thread)},
    )
    assert stranger.url == f"{reverse('account_login')}?next={show(post.thread)}"
    assert not Reaction.objects.exists()


def test_the_page_of_a_post_names_reactions(as_user, client, post, captain, manager):
    services.react(post, by=captain, kind="useful", on=True)
    services.react(post, by=manager, kind="useful", on=True)
    page = html(client.get(at("show", post)))
    assert re.search(r"<dt>Useful</dt>\s*<dd><bdi>Captain</bdi>, <bdi>Manager</bdi>\s*</dd>", page)
    assert f'formaction="{show(post.thread)}posts/1/reactions/?on=1"' in page
    assert f'href="{show(post.thread)}#post-1"' in page
    assert client.get(at("show", Post(thread=post.thread, number=9))).status_code == 404


def test_an_author_edits_a_post_and_the_old_text_is_kept(as_user, client, post, learner):
    member = as_user(learner)
    assert "Post 1</textarea>" in html(member.get(at("edit", post)))
    answer = member.post(at("edit", post), {"body": "Better", "revision": "0"})
    assert (answer.status_code, answer.url) == (303, f"{show(post.thread)}#post-1")
    page = html(client.get(at("history", post)))
    assert (
        page.index("As it is now")
        < page.index("Better")
        < page.index("As it was first")
        < page.index("Post 1</p>")
    )
    assert 'href="posts/1/history/">edited</a>' in html(client.get(show(post.thread)))


def test_an_edit_from_an_old_form_shows_both_texts(as_user, post, learner):
    member = as_user(learner)
    services.edit_post(post, by=learner, body="From the telephone", revision=0)
    page = html(member.post(at("edit", post), {"body": "From the desk", "revision": "0"}), 422)
    assert "This post was changed since you opened it." in page
    assert "From the telephone" in page
    assert "From the desk</textarea>" in page
    again = {"body": "From both", "revision": re.search(r'name="revision" value="(\d+)"', page)[1]}
    assert member.post(at("edit", post), again).status_code == 303


@pytest.mark.parametrize("revision", ["", "x", "-1"])
def test_a_damaged_edit_is_refused_with_its_text(as_user, post, learner, revision):
    page = html(as_user(learner).post(at("edit", post), {"body": "My words", "revision": revision}), 422)
    assert "My words</textarea>" in page


def test_a_post_that_cannot_be_edited_shows_why(as_user, community, post, manager, learner, captain):
    member = as_user(learner)
    assert as_user(captain).get(at("edit", post)).status_code == 404
    services.close_thread(post.thread, by=manager)
    assert "This thread is closed" in html(member.get(at("edit", post), follow=True))
    page = html(member.post(at("edit", post), {"body": "Late words", "revision": "0"}), 422)
    assert "Late words</textarea>" in page
    services.reopen_thread(post.thread, by=manager)
    services.hide_post(post, by=manager, reason="No.")
    assert "A manager hid this post, so it cannot be changed." in html(
        member.get(at("edit", post), follow=True)
    )


def test_a_manager_hides_with_a_reason_and_shows_again(as_user, client, post, manager, learner):
    boss = as_user(manager)
    assert "Hide post 1?" in html(boss.get(at("hide", post)))
    html(boss.post(at("hide", post), {"reason": " "}), 422)
    assert boss.post(at("hide", post), {"reason": "Unkind."}).url == f"{show(post.thread)}#post-1"
    assert "Unkind." not in html(client.get(at("show", post)))
    assert "Unkind." in html(as_user(learner).get(at("show", post)))  # its author
    assert client.get(at("history", post)).status_code == 404
    html(as_user(learner).get(at("history", post)))
    assert boss.post(at("restore", post)).status_code == 303
    assert "Post 1</p>" in html(client.get(at("show", post)))


def test_a_draft_is_kept_by_the_button(as_user, thread, captain):
    client, address, key = as_user(captain), reverse("cop:draft_save", args=[thread.public_id]), str(uuid4())
    answer = client.post(address, {"body": " Half", "key": key, "page": "1"})
    assert answer.url == f"{show(thread)}#answer"
    assert (Draft.objects.get().body, str(Draft.objects.get().client_key)) == (" Half", key)
    assert client.post(address, {"body": "", "key": key}).status_code == 302
    assert not Draft.objects.exists()


def test_a_draft_is_kept_for_a_script(as_user, thread, captain):
    client, address, key = as_user(captain), reverse("cop:draft_save", args=[thread.public_id]), str(uuid4())
    assert client.post(address, {"body": "Half", "key": key}, headers=FETCH).status_code == 204
    assert Draft.objects.get().body == "Half"
    client.post(add(thread), {"body": "Whole", "key": key})
    assert not Draft.objects.exists()
    assert client.post(address, {"body": "Whole", "key": key}, headers=FETCH).status_code == 204
    assert not Draft.objects.exists()  # a late saving does not bring it back


def test_a_draft_that_is_too_long_is_shown_again(as_user, community, thread, captain):
    client, long = as_user(captain), "x" * 20_001
    page = html(client.post(reverse("cop:draft_save", args=[thread.public_id]), {"body": long}), 422)
    assert long in page
    address = reverse("cop:thread_draft_save", args=[community.slug])
    assert long in html(client.post(address, {"title": "T", "language": "en", "body": long}), 422)


def test_the_draft_of_a_thread_is_in_its_form(as_user, community, captain):
    client, start = as_user(captain), reverse("cop:thread_start", args=[community.slug])
    address = reverse("cop:thread_draft_save", args=[community.slug])
    assert client.post(address, {"title": "A title", "body": "Half", "language": "fr"}).url == start
    page = html(client.get(start))
    assert 'value="A title"' in page
    assert "Half</textarea>" in page


def test_drafts_are_rate_limited(as_user, thread, captain):
    client, address = as_user(captain), reverse("cop:draft_save", args=[thread.public_id])
    answers = [client.post(address, {"body": "Half"}, headers=FETCH).status_code for _time in range(31)]
    assert answers == [204] * 30 + [429]


def test_a_post_of_another_thread_is_not_found(as_user, closed, post, learner, expert):
    hidden = make_thread(closed, learner).posts.get()
    outsider = as_user(expert)
    for name in ("show", "edit", "history", "hide"):
        assert outsider.get(at(name, hidden)).status_code == 404
    for name in ("react", "restore"):
        assert outsider.post(f"{at(name, hidden)}?on=1", {"kind": "thanks"}).status_code == 404
    assert outsider.post(add(hidden.thread), sent()).status_code == 404


def test_names_and_texts_find_their_own_direction(as_user, community, thread, captain):
    captain.display_name = "<i>ليلى</i>"
    captain.save()
    say(thread, captain, "مرحبا\n\n<script>alert(1)</script>")
    page = html(as_user(captain).get(show(thread)))
    assert "<bdi>&lt;i&gt;ليلى&lt;/i&gt;</bdi>" in page
    assert '<p dir="auto">مرحبا</p>' in page
    assert "<script>alert" not in page
