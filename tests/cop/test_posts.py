"""Services of posts: posting, editing, hiding, restoring and reacting."""

from uuid import uuid4

import pytest

from cop import errors, services
from cop.models import Draft, Post, PostRevision, Reaction, ReadMark
from core.base.models import AuditEvent
from core.realtime.models import Event, Space
from tests.factories.cop import add_member, make_thread, say

pytestmark = pytest.mark.django_db


def log_of(thread):
    """Return what the thread's log holds: (sequence, kind, subject, payload, by)."""
    rows = Event.objects.filter(space=thread.space_id).order_by("sequence")
    return list(rows.values_list("sequence", "kind", "subject", "payload", "by_id"))


def access_log():
    """Return whose rights changed, in order."""
    rows = Event.objects.filter(space__kind="core.access").order_by("sequence")
    return list(rows.values_list("subject", flat=True))


def test_a_post_gets_the_next_number_and_one_event(thread, captain, learner):
    post = services.add_post(thread, by=captain, body=" \r\n**Yes**\r\n ", key=uuid4())
    assert (post.number, post.body, post.author) == (2, "**Yes**", captain)
    assert post.body_html == '<p dir="auto"><strong>Yes</strong></p>\n'
    thread.refresh_from_db()
    assert (thread.post_count, thread.last_post_at) == (2, post.created_at)
    first = thread.posts.get(number=1)
    assert log_of(thread) == [
        (1, "post", first.pk, {"post": 1}, learner.pk),
        (2, "post", post.pk, {"post": 2}, captain.pk),
    ]
    assert Space.objects.get(pk=thread.space_id).last == 2


def test_headings_are_below_those_of_the_page(thread, captain):
    assert "<h3" in services.add_post(thread, by=captain, body="# Large", key=uuid4()).body_html


def test_the_same_form_again_gives_the_first_post(thread, captain):
    key = uuid4()
    first = services.add_post(thread, by=captain, body="Yes\r\nor no", key=key)
    before = log_of(thread)
    assert services.add_post(thread, by=captain, body="\nYes\nor no ", key=key) == first
    assert Post.objects.filter(thread=thread).count() == 2
    assert log_of(thread) == before


def test_the_same_form_after_an_edit_and_after_closing_is_still_the_first_post(thread, captain, manager):
    key = uuid4()
    first = services.add_post(thread, by=captain, body="Yes", key=key)
    services.edit_post(first, by=captain, body="No", revision=0)
    services.close_thread(thread, by=manager)
    assert services.add_post(thread, by=captain, body="Yes", key=key) == first


def test_the_same_form_with_another_text_is_refused(thread, captain):
    key = uuid4()
    first = services.add_post(thread, by=captain, body="Yes", key=key)
    with pytest.raises(errors.AlreadyPosted) as refusal:
        services.add_post(thread, by=captain, body="No", key=key)
    assert refusal.value.post == first
    assert Post.objects.filter(thread=thread).count() == 2


def test_the_same_form_in_another_thread_is_refused(community, thread, captain):
    key = uuid4()
    services.add_post(thread, by=captain, body="Yes", key=key)
    with pytest.raises(errors.AlreadyPosted):
        services.add_post(make_thread(community, captain), by=captain, body="Yes", key=key)


def test_two_people_may_have_the_same_key(thread, captain, learner):
    key = uuid4()
    mine = services.add_post(thread, by=captain, body="Yes", key=key)
    assert services.add_post(thread, by=learner, body="Yes", key=key) != mine


def test_only_members_post(thread, expert, admin, stranger, manager):
    for person in (expert, admin):
        with pytest.raises(errors.NotMember):
            services.add_post(thread, by=person, body="Yes", key=uuid4())
    with pytest.raises(errors.NotMember):
        services.add_post(thread, by=stranger, body="Yes", key=uuid4())
    assert services.add_post(thread, by=manager, body="Yes", key=uuid4()).number == 2


def test_a_closed_thread_takes_no_post_though_the_page_was_older(thread, captain, manager):
    services.close_thread(type(thread).objects.get(pk=thread.pk), by=manager)
    with pytest.raises(errors.ThreadClosed):
        services.add_post(thread, by=captain, body="Yes", key=uuid4())


@pytest.mark.parametrize(
    ("body", "refusal"),
    [
        ("", errors.EmptyText),
        (" \n\t", errors.EmptyText),
        ("\u200b\u2060", errors.InvisibleText),
        ("[](https://a.org)", errors.InvisibleText),
        ("---", errors.InvisibleText),
        ("a\x00b", errors.UnusableText),
        ("x" * 20_001, errors.UnusableText),
    ],
)
def test_an_invalid_text_is_refused(thread, captain, body, refusal):
    with pytest.raises(refusal) as refused:
        services.add_post(thread, by=captain, body=body, key=uuid4())
    assert str(refused.value).endswith(".")
    assert Post.objects.filter(thread=thread).count() == 1


def test_posting_deletes_the_draft(community, thread, captain, learner):
    services.save_draft(thread, by=captain, body="Ye")
    services.save_draft(community, by=captain, body="Another")
    services.save_draft(thread, by=learner, body="Hm")
    say(thread, captain)
    assert set(Draft.objects.values_list("user_id", "body")) == {
        (captain.pk, "Another"),
        (learner.pk, "Hm"),
    }


def test_posting_raises_the_read_mark_only_from_the_post_before(thread, captain, learner, manager):
    assert ReadMark.objects.get().number == 1  # the learner's, who started the thread
    services.mark_read(thread, by=captain, number=1)
    say(thread, captain)
    say(thread, learner)
    say(thread, manager)
    marks = dict(ReadMark.objects.values_list("user_id", "number"))
    assert marks == {learner.pk: 1, captain.pk: 2}


def test_an_edit_keeps_the_earlier_version(thread, post, learner):
    edited = services.edit_post(post, by=learner, body="Better", revision=0)
    again = services.edit_post(post, by=learner, body="Best", revision=1)
    assert (again.body, again.body_html) == ("Best", '<p dir="auto">Best</p>\n')
    kept = list(PostRevision.objects.order_by("number").values_list("number", "body", "written_at"))
    assert kept == [(1, "Post 1", post.created_at), (2, "Better", edited.edited_at)]
    assert [row[1:4] for row in log_of(thread)] == [("post", post.pk, {"post": 1})] * 3


def test_an_unchanged_text_is_no_edit(thread, post, learner):
    assert services.edit_post(post, by=learner, body="Post 1\n", revision=0).edited_at is None
    assert not PostRevision.objects.exists()
    assert len(log_of(thread)) == 1


def test_an_edit_of_an_older_text_is_refused_and_sending_it_twice_is_not(post, learner):
    services.edit_post(post, by=learner, body="Better", revision=0)
    with pytest.raises(errors.StaleEdit):
        services.edit_post(post, by=learner, body="Worse", revision=0)
    assert services.edit_post(post, by=learner, body="Better", revision=0).body == "Better"
    assert PostRevision.objects.count() == 1


def test_who_may_not_edit(community, thread, post, learner, captain, manager):
    for person in (captain, manager):
        with pytest.raises(errors.NotAllowed):
            services.edit_post(post, by=person, body="Mine", revision=0)
    services.hide_post(post, by=manager, reason="Rude.")
    with pytest.raises(errors.PostHidden):
        services.edit_post(post, by=learner, body="Better", revision=0)
    services.restore_post(post, by=manager)
    services.close_thread(thread, by=manager)
    with pytest.raises(errors.ThreadClosed):
        services.edit_post(post, by=learner, body="Better", revision=0)
    services.reopen_thread(thread, by=manager)
    services.leave_community(community, by=learner)
    with pytest.raises(errors.NotAllowed):
        services.edit_post(post, by=learner, body="Better", revision=0)
    post.refresh_from_db()
    assert post.body == "Post 1"


def test_hiding_once_and_restoring_once(thread, post, manager, admin):
    hidden = services.hide_post(post, by=manager, reason=" Off  the subject. ")
    assert services.hide_post(post, by=admin, reason="Again.").hidden_at == hidden.hidden_at
    post.refresh_from_db()
    assert (post.hidden_by, post.hidden_reason, post.body) == (manager, "Off the subject.", "Post 1")
    assert not services.restore_post(post, by=manager).is_hidden
    services.restore_post(post, by=manager)
    actions = list(AuditEvent.objects.order_by("pk").values_list("action", "actor", "subject_id"))
    who, what = manager.pseudonym, str(post.public_id)
    assert actions == [("cop.post_hidden", who, what), ("cop.post_restored", who, what)]
    assert [row[1:] for row in log_of(thread)[1:]] == [("post", post.pk, {"post": 1}, None)] * 2


def test_a_reason_is_needed_and_kept_out_of_the_audit_trail(post, manager):
    with pytest.raises(errors.ReasonMissing):
        services.hide_post(post, by=manager, reason="  ")
    services.hide_post(post, by=manager, reason="It names ana@example.org.")
    assert "ana" not in str(AuditEvent.objects.get().detail)


def test_only_managers_and_operators_hide(post, learner, captain, admin, expert):
    for person in (learner, captain, expert):
        with pytest.raises(errors.NotAllowed):
            services.hide_post(post, by=person, reason="No.")
        with pytest.raises(errors.NotAllowed):
            services.restore_post(post, by=person)
    assert services.hide_post(post, by=admin, reason="Yes.").is_hidden


def test_reacting_twice_is_reacting_once(thread, post, captain):
    for _time in range(2):
        services.react(post, by=captain, kind="thanks", on=True)
    services.react(post, by=captain, kind="agree", on=True)
    assert set(Reaction.objects.values_list("user_id", "kind")) == {
        (captain.pk, "thanks"),
        (captain.pk, "agree"),
    }
    for _time in range(2):
        services.react(post, by=captain, kind="thanks", on=False)
    facts = [(row[1], row[3]["kind"], row[3]["on"], row[4]) for row in log_of(thread)[1:]]
    assert facts == [
        ("reaction", "thanks", True, captain.pk),
        ("reaction", "agree", True, captain.pk),
        ("reaction", "thanks", False, captain.pk),
    ]


def test_who_may_not_react(thread, post, learner, captain, expert, manager):
    with pytest.raises(errors.NotMember):
        services.react(post, by=expert, kind="thanks", on=True)
    with pytest.raises(ValueError, match="heart"):
        services.react(post, by=captain, kind="heart", on=True)
    services.close_thread(thread, by=manager)
    services.react(post, by=captain, kind="thanks", on=True)  # reactions are possible in a closed thread
    services.hide_post(post, by=manager, reason="Rude.")
    with pytest.raises(errors.PostHidden):
        services.react(post, by=captain, kind="thanks", on=False)


def test_losing_access_is_logged_in_the_same_transaction(community, thread, captain, manager, expert):
    add_member(community, expert)
    services.leave_community(community, by=captain)
    services.remove_member(community.memberships.get(user=expert), by=manager)
    assert access_log() == [captain.pk, expert.pk]
