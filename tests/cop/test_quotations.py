"""Quoting a post: author, link and text; with and without scripts."""

import re
from html import unescape
from uuid import uuid4

import pytest
from django.urls import reverse

from cop import services
from cop.models import Draft
from cop.models.posts import BODY_LIMIT
from cop.querysets import PAGE
from cop.selectors.quotations import LONGEST, quotation_of
from core.base.markup import to_html
from tests.factories.cop import long_thread, say

pytestmark = pytest.mark.django_db
AREA = re.compile(r"<textarea[^>]*>\n?(.*?)</textarea>", re.DOTALL)


def quote(client, post, number=None, **sent):
    """Return the response to the button "Quote"; without `body`, on the post's own page."""
    address = reverse("cop:draft_save", args=[post.thread.public_id])
    return client.post(f"{address}?quote={number or post.number}", sent)


def written(answer):
    """Return the text in the composer."""
    return unescape(AREA.search(answer.content.decode())[1])


def composer(client, answer):
    """Return the text in the composer of the page to which the response redirects."""
    assert answer.status_code == 302
    return written(client.get(answer.url))


def test_the_composer_holds_name_link_and_text(as_user, thread, post, captain, learner):
    client = as_user(captain)
    link = f"/threads/{thread.public_id}/posts/1/"
    lines = composer(client, quote(client, post)).splitlines()
    assert lines == [f"> **{learner.display_name}**, [post 1]({link}):", ">", "> Post 1", ""]
    assert client.get(link).url == f"/en{link}"  # in the language of the reader who follows it


def test_the_quotation_is_added_once_after_the_text(as_user, thread, post, captain):
    client, key = as_user(captain), uuid4()
    answer = quote(client, post, body="I agree. ", key=key, page="1")
    assert answer.url.endswith("#answer")
    text = composer(client, answer)
    assert text == f"I agree.\n\n{quotation_of(post, post.author.display_name)}"
    assert composer(client, answer) == text  # loaded again
    draft = Draft.objects.get()
    assert (draft.body, draft.client_key) == (text, key)


def test_on_its_own_page_it_comes_after_the_draft(as_user, thread, post, captain):
    services.save_draft(thread, by=captain, body="I agree.", key=uuid4())
    client = as_user(captain)
    page = client.get(reverse("cop:post_show", args=[thread.public_id, 1])).content.decode()
    assert '<form id="write" method="post">' in page
    assert composer(client, quote(client, post)).startswith("I agree.\n\n> **")


def test_it_links_to_the_page_of_the_post(as_user, community, captain):
    thread = long_thread(community, captain, PAGE + 1)
    last = thread.posts.get(number=PAGE + 1)
    last.thread = thread
    assert quote(as_user(captain), last).url.endswith("/?page=2#answer")


def test_a_quotation_that_is_too_long_is_not_added(as_user, thread, post, captain):
    long = "x" * BODY_LIMIT
    answer = quote(as_user(captain), post, body=long, key=uuid4())
    assert answer.status_code == 422
    assert written(answer) == long
    assert "too long" in answer.content.decode()


def test_a_text_in_a_form_that_was_posted_is_kept(as_user, thread, post, captain):
    client, key = as_user(captain), uuid4()
    services.add_post(thread, by=captain, body="Yes", key=key)
    text = composer(client, quote(client, post, body="And more", key=key))
    assert text.startswith("And more\n\n> **")
    assert Draft.objects.get().client_key != key


def test_a_script_gets_the_text_alone(as_user, post, captain):
    address = reverse("cop:draft_save", args=[post.thread.public_id])
    answer = as_user(captain).post(
        f"{address}?quote=1", {"body": "Half"}, headers={"X-Requested-With": "fetch"}
    )
    assert answer["Content-Type"] == "text/plain; charset=utf-8"
    assert answer.content.decode() == quotation_of(post, post.author.display_name)
    assert "private" in answer["Cache-Control"]
    assert not Draft.objects.exists()


def test_only_writers_see_the_button(as_user, client, thread, post, captain, expert, manager, admin):
    for name, args in (("thread_show", []), ("post_show", [1])):
        address = reverse(f"cop:{name}", args=[thread.public_id, *args])
        for reader, offered in (
            (client, False),
            (as_user(expert), False),
            (as_user(admin), False),
            (as_user(captain), True),
            (as_user(manager), True),
        ):
            assert ("draft/?quote=1" in reader.get(address).content.decode()) == offered


def test_hidden_and_missing_posts_are_not_quoted(as_user, thread, post, captain, learner, manager):
    hidden, deleted = say(thread, learner), say(thread, learner)
    services.hide_post(hidden, by=manager, reason="Why.")
    services.delete_post(deleted, by=learner)
    for wrong in (hidden.number, deleted.number, "9", "x", "²", "-1", "9" * 30):
        assert quote(as_user(manager), post, wrong, body="Mine").status_code == 404
    assert not Draft.objects.exists()


@pytest.mark.parametrize(
    ("body", "lines"),
    [
        ("> **A**:\n>\n> old\n> older\n\nNew", ["[…]", "", "New"]),
        ("```\n> code\n```", ["```", "> code", "```"]),
        ("a\n\n> b\n\nc", ["a", "", "[…]", "", "c"]),
        ("> old\nlazy\nlazy too\n\nNew", ["[…]", "", "New"]),
        ("> > older\n> old\nlazy\n- New", ["[…]", "- New"]),
        ("- > old\n  > older\nlazy\n- New", ["- […]", "- New"]),
        ("1. New\n\n   > old\n   lazy\n\n   Newer", ["1. New", "", "   […]", "", "   Newer"]),
        ("- ```\n  > code\n  ```", ["- ```", "  > code", "  ```"]),
        ("    > code", ["    > code"]),
        (r"\> a > b", [r"\> a > b"]),
    ],
)
def test_nested_quotations_are_left_out(thread, captain, body, lines):
    quoted = quotation_of(say(thread, captain, body), "A").splitlines()[2:]
    assert [line.removeprefix(">").removeprefix(" ") for line in quoted if line] == lines


def test_a_name_is_no_markup_and_a_long_text_is_cut(thread, captain):
    post = say(thread, captain, "word " * 1_000)
    quoted = quotation_of(post, "**[x](https://evil.example)**")
    assert "evil.example)" in to_html(quoted)
    assert 'href="https://evil' not in to_html(quoted)
    assert LONGEST - 20 < len(quoted) < LONGEST + 200
    assert quoted.rstrip().endswith("…")
