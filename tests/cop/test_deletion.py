"""An author deletes a post: what is shown instead, who sees the text, and how it is restored."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from cop import errors, services
from cop.models import Post
from cop.models.posts import UNDO_WINDOW
from cop.selectors.communities import membership_of
from cop.selectors.threads import thread_list, thread_page
from core.base.models import AuditEvent
from core.base.personal_data_registry import PERSONAL_DATA
from tests.cop.test_posts import log_of
from tests.factories.cop import say

pytestmark = pytest.mark.django_db
SCRIPT = {"X-Requested-With": "fetch"}


@pytest.fixture
def answer_post(thread, captain):
    """An answer of the captain's in the learner's thread."""
    return say(thread, captain, "Secret words")


def at(name, post):
    """Return the address of a view of the post."""
    return reverse(f"cop:{name}", args=[post.thread.public_id, post.number])


def age(post, by):
    """Set the time of the deletion so that the author may no longer undo it."""
    Post.objects.filter(pk=post.pk).update(deleted_at=timezone.now() - UNDO_WINDOW - by)


def test_deleting_twice_is_deleting_once(thread, answer_post, captain):
    first = services.delete_post(answer_post, by=captain)
    again = services.delete_post(answer_post, by=captain)
    assert first.deleted_at == again.deleted_at
    thread.refresh_from_db()
    assert (thread.post_count, thread.deleted_count, thread.remaining_count) == (2, 1, 1)
    assert log_of(thread)[2:] == [(3, "post", answer_post.pk, {"post": 2}, captain.pk)]
    assert AuditEvent.objects.filter(action="cop.post_deleted").count() == 1


def test_the_text_is_for_managers_and_the_author(
    as_user, client, thread, answer_post, captain, learner, manager
):
    services.edit_post(answer_post, by=captain, body="Secret words, changed", revision=0)
    services.delete_post(answer_post, by=captain)
    page = reverse("cop:thread_show", args=[thread.public_id])
    for reader in (client, as_user(learner), as_user(captain)):
        shown = reader.get(page).content.decode()
        assert "Deleted by its author" in shown
        assert "Secret" not in shown
    notified = as_user(manager).get(page).content.decode()
    assert "Secret words, changed" in notified
    assert captain.display_name in notified
    for name, status in (("post_history", 404), ("post_show", 200)):
        assert as_user(learner).get(at(name, answer_post)).status_code == status
        assert b"Secret" not in as_user(learner).get(at(name, answer_post)).content
        assert b"Secret" in as_user(captain).get(at(name, answer_post)).content
        assert b"Secret" in as_user(manager).get(at(name, answer_post)).content


def test_a_deleted_post_is_not_new_and_not_counted(community, thread, answer_post, captain, learner):
    assert thread_list(community, learner).rows[0].unread == 1
    services.delete_post(answer_post, by=captain)
    assert thread_list(community, learner).rows[0].unread == 0
    assert thread_page(thread, learner).first_unread is None
    assert thread_page(thread, learner).thread.remaining_count == 1


def test_the_author_undoes_it_within_a_minute_and_a_manager_later(answer_post, captain, manager, learner):
    services.delete_post(answer_post, by=captain)
    with pytest.raises(errors.NotAllowed):
        services.undelete_post(answer_post, by=learner)
    assert services.undelete_post(answer_post, by=captain).in_sight
    assert services.undelete_post(answer_post, by=captain).in_sight
    services.delete_post(answer_post, by=captain)
    age(answer_post, timedelta(seconds=1))
    with pytest.raises(errors.UndoTooLate):
        services.undelete_post(answer_post, by=captain)
    assert services.undelete_post(answer_post, by=manager).in_sight
    answer_post.thread.refresh_from_db()
    assert answer_post.thread.deleted_count == 0


def test_the_first_post_stays_while_there_are_answers(thread, post, answer_post, learner, captain):
    with pytest.raises(errors.PostAnswered):
        services.delete_post(post, by=learner)
    services.delete_post(answer_post, by=captain)
    assert services.delete_post(post, by=learner).is_deleted


def test_other_actions_on_a_deleted_post_are_refused(
    community, thread, answer_post, captain, learner, manager
):
    with pytest.raises(errors.NotAllowed):
        services.delete_post(answer_post, by=manager)
    services.close_thread(thread, by=manager)
    with pytest.raises(errors.ThreadClosed):
        services.delete_post(answer_post, by=captain)
    services.reopen_thread(thread, by=manager)
    services.delete_post(answer_post, by=captain)
    for refused in (
        lambda: services.edit_post(answer_post, by=captain, body="Else", revision=0),
        lambda: services.react(answer_post, by=learner, kind="thanks", on=True),
        lambda: services.hide_post(answer_post, by=manager, reason="Why."),
    ):
        with pytest.raises(errors.PostDeleted):
            refused()
    assert services.undelete_post(answer_post, by=captain).in_sight
    services.hide_post(answer_post, by=manager, reason="Why.")
    with pytest.raises(errors.PostHidden):
        services.delete_post(answer_post, by=captain)


def test_the_author_undoes_it_only_where_they_may_write(as_user, thread, answer_post, captain, manager):
    services.delete_post(answer_post, by=captain)
    services.close_thread(thread, by=manager)
    with pytest.raises(errors.ThreadClosed):
        services.undelete_post(answer_post, by=captain)
    notified = as_user(captain).post(at("post_undelete", answer_post), follow=True).content.decode()
    assert "This thread is closed" in notified
    assert services.undelete_post(answer_post, by=manager).in_sight
    services.reopen_thread(thread, by=manager)
    services.delete_post(answer_post, by=captain)
    services.remove_member(membership_of(thread.community, captain), by=manager)
    with pytest.raises(errors.NotMember):
        services.undelete_post(answer_post, by=captain)
    answer_post.refresh_from_db()
    assert answer_post.is_deleted


def test_a_press_deletes_and_undoes(as_user, thread, answer_post, captain):
    client = as_user(captain)
    gone = client.post(at("post_delete", answer_post), follow=True).content.decode()
    assert "Undo the deletion" in gone
    assert "Secret" not in gone
    back = client.post(at("post_undelete", answer_post), follow=True).content.decode()
    assert "Secret words" in back
    client.post(at("post_delete", answer_post))
    age(answer_post, timedelta())
    late = client.post(at("post_undelete", answer_post), follow=True).content.decode()
    assert "Ask a manager to show the post again" in late
    assert "Undo the deletion" not in late


def test_a_refusal_reaches_a_script(as_user, thread, post, answer_post, learner):
    notified = as_user(learner).post(at("post_delete", post), headers=SCRIPT)
    assert notified.status_code == 422
    assert "Edit your text instead" in notified.content.decode()


def test_an_erasure_removes_the_deleted_text(as_user, thread, answer_post, captain, manager):
    services.edit_post(answer_post, by=captain, body="Secret, changed", revision=0)
    services.delete_post(answer_post, by=captain)
    kept = PERSONAL_DATA[Post]
    (row,) = kept.export(captain)
    assert (row["text"], bool(row["deleted_at"])) == ("Secret, changed", True)
    kept.erase(captain)
    answer_post.refresh_from_db()
    assert (answer_post.body, answer_post.author, answer_post.revisions.count()) == ("", None, 0)
    with pytest.raises(errors.NotAllowed):
        services.undelete_post(answer_post, by=manager)
    page = reverse("cop:thread_show", args=[thread.public_id])
    for address in (page, at("post_show", answer_post)):
        shown = as_user(manager).get(address).content.decode()
        assert "Deleted by its author" in shown
        assert "Show it again" not in shown
