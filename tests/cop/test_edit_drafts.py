"""The draft of an edit is kept, also beside a newer text."""

from uuid import uuid4

import pytest
from django.urls import reverse

from cop import errors, services
from cop.models import Draft
from cop.selectors.drafts import draft_in
from tests.factories.cop import say

pytestmark = pytest.mark.django_db
SCRIPT = {"X-Requested-With": "fetch"}


def at(name, post):
    """Return the address of a view of the post."""
    return reverse(f"cop:{name}", args=[post.thread.public_id, post.number])


def test_the_draft_is_in_the_form_until_the_post_is_saved(as_user, post, learner):
    client, key = as_user(learner), str(uuid4())
    sent = {"body": "Half a change", "revision": 0, "key": key}
    assert client.post(at("post_draft_save", post), sent, headers=SCRIPT).status_code == 204
    page = client.get(at("post_edit", post)).content.decode()
    assert "Half a change</textarea>" in page
    assert key in page
    assert "What it says now" not in page
    client.post(at("post_edit", post), sent)
    assert draft_in(post, learner) is None
    client.post(at("post_draft_save", post), sent, headers=SCRIPT)  # a late saving
    assert not Draft.objects.exists()
    assert "Half a change</textarea>" in client.get(at("post_edit", post)).content.decode()


def test_a_newer_text_is_shown_beside_the_draft(as_user, post, learner):
    client = as_user(learner)
    client.post(at("post_draft_save", post), {"body": "From my phone", "revision": 0, "key": uuid4()})
    services.edit_post(post, by=learner, body="From my desk", revision=0, key=uuid4())
    page = client.get(at("post_edit", post)).content.decode()
    assert "From my phone</textarea>" in page
    assert "What it says now" in page
    assert "From my desk" in page
    assert 'name="revision" value="1"' in page
    old = client.post(at("post_edit", post), {"body": "From my phone", "revision": 0, "key": uuid4()})
    assert old.status_code == 422
    assert "From my phone</textarea>" in old.content.decode()
    post.refresh_from_db()
    assert post.body == "From my desk"


def test_a_draft_is_discarded_and_the_posts_own_text_is_none(as_user, post, learner):
    client = as_user(learner)
    sent = {"body": "Half a change", "revision": 0, "key": uuid4()}
    assert client.post(at("post_draft_save", post), sent).url == at("post_edit", post)
    assert client.post(at("post_draft_save", post), sent | {"discard": "1"}).url.endswith("#post-1")
    assert not Draft.objects.exists()
    client.post(at("post_draft_save", post), sent | {"body": "Post 1"})
    assert not Draft.objects.exists()


def test_a_late_draft_of_a_sent_form_leaves_another_draft(post, learner):
    sent, begun = uuid4(), uuid4()
    services.edit_post(post, by=learner, body="From my desk", revision=0, key=sent)
    services.save_edit_draft(post, by=learner, body="From my phone", revision=1, key=begun)
    assert services.save_edit_draft(post, by=learner, body="From my", revision=0, key=sent) is None
    assert draft_in(post, learner).client_key == begun


@pytest.mark.parametrize("body", ["    code\n", "\n\n    code\r\nmore", "Cafe\u0301 \u202e"])
def test_a_posts_own_text_is_no_draft_however_it_is_sent(thread, learner, body):
    own = say(thread, learner, body)
    services.save_edit_draft(own, by=learner, body="Half a change", revision=0, key=uuid4())
    assert services.save_edit_draft(own, by=learner, body=f"\r\n{body} ", revision=0, key=uuid4()) is None
    assert not Draft.objects.exists()


def test_another_indent_is_another_text(thread, learner):
    own = say(thread, learner, "code")
    assert services.save_edit_draft(own, by=learner, body="    code", revision=0).body == "    code"


def test_only_the_author_keeps_one(as_user, post, captain, manager):
    for other in (captain, manager):
        with pytest.raises(errors.NotAllowed):
            services.save_edit_draft(post, by=other, body="Not mine", revision=0)
