"""A post is quoted by one press: who said it, where, and what; with scripts and without."""

import re
from html import unescape
from uuid import uuid4

import pytest
from django.urls import reverse

from cop import services
from cop.models import Post
from cop.selectors.quotations import LONGEST, quotation_of
from core.markup import to_html
from tests.factories.cop import make_thread, say

pytestmark = pytest.mark.django_db
AREA = re.compile(r"<textarea[^>]*>\n?(.*?)</textarea>", re.DOTALL)


def quote(client, post, **headers):
    """Return the answer to a press on "Quote"."""
    address = reverse("cop:thread_show", args=[post.thread.public_id])
    return client.get(f"{address}?quote={post.public_id}", headers=headers)


def written(answer):
    """Return what stands in the composer."""
    return unescape(AREA.search(answer.content.decode())[1])


def test_the_composer_holds_name_link_and_text(as_user, thread, post, captain, learner):
    answer = quote(as_user(captain), post)
    lines = written(answer).splitlines()
    link = f"/threads/{thread.public_id}/posts/1/"
    assert lines == [f"> **{learner.display_name}**, [post 1]({link}):", ">", "> Post 1", ""]
    assert as_user(captain).get(link).url == f"/en{link}"  # in the language of whoever follows it


def test_it_comes_after_what_was_begun(as_user, thread, post, captain):
    services.save_draft(thread, by=captain, body="I agree.", key=uuid4())
    assert written(quote(as_user(captain), post)).startswith("I agree.\n\n> **")


def test_a_script_gets_the_text_alone(as_user, post, captain):
    answer = quote(as_user(captain), post, **{"X-Requested-With": "fetch"})
    assert answer["Content-Type"] == "text/plain; charset=utf-8"
    assert answer.content.decode() == quotation_of(post, post.author.display_name)
    assert "private" in answer["Cache-Control"]


def test_what_is_out_of_sight_or_elsewhere_is_not_quoted(
    as_user, community, thread, post, captain, learner, manager
):
    elsewhere = make_thread(community, captain).posts.get()
    elsewhere.thread = thread
    hidden, deleted = say(thread, learner), say(thread, learner)
    services.hide_post(hidden, by=manager, reason="Why.")
    services.delete_post(deleted, by=learner)
    for wrong in (elsewhere, hidden, deleted, Post(public_id=uuid4(), thread=thread)):
        assert quote(as_user(manager), wrong).status_code == 404
    address = reverse("cop:thread_show", args=[thread.public_id])
    assert as_user(captain).get(f"{address}?quote=7").status_code == 404


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
def test_what_it_quotes_itself_is_left_out(thread, captain, body, lines):
    quoted = quotation_of(say(thread, captain, body), "A").splitlines()[2:]
    assert [line.removeprefix(">").removeprefix(" ") for line in quoted if line] == lines


def test_a_name_is_no_markup_and_a_long_text_is_cut(thread, captain):
    post = say(thread, captain, "word " * 1_000)
    quoted = quotation_of(post, "**[x](https://evil.example)**")
    assert "evil.example)" in to_html(quoted)
    assert 'href="https://evil' not in to_html(quoted)
    assert LONGEST - 20 < len(quoted) < LONGEST + 200
    assert quoted.rstrip().endswith("…")
