"""Posting, editing, hiding and restoring, and pressing under a post."""

from uuid import UUID

from django.db import IntegrityError
from django.utils import timezone

from accounts.models import User
from cop.enums import ReactionKind
from cop.errors import (
    AlreadyPosted,
    NotAllowed,
    PostDeleted,
    PostHidden,
    ReasonMissing,
    StaleEdit,
    ThreadClosed,
)
from cop.models import Draft, Post, PostRevision, Reaction, ReadMark, Thread
from cop.rules import can_edit_post, can_manage
from cop.services.membership_locks import may_write, require_writer
from cop.services.validation import PostBody, clean_body, clean_line, limit_of
from core.base import audit
from core.base.text_cleaning import trim_text
from core.realtime.log import Log, sequenced


def add_post(thread: Thread, *, by: User, body: str | PostBody, key: UUID) -> Post:
    """Post `body` (Markdown) under the next number.

    The same form (`key`) with the same text gives the first post again. Raises NotMember, ThreadClosed,
    EmptyText, UnusableText, and AlreadyPosted when the form was sent before with other words.
    """
    text, html = clean_body(body)
    try:
        with sequenced() as log:
            # no_key: readers' marks, which point to the thread, need not wait for the post.
            locked = Thread.objects.select_for_update(no_key=True).get(pk=thread.pk)
            first = posted_before(by, key)
            if first is not None:
                return _same(first, thread.pk, text)
            if locked.closed_at is not None:
                raise ThreadClosed
            require_writer(by, thread.community)
            Draft.objects.filter(user=by, thread=locked).delete()
            return append(log, locked, by=by, text=text, html=html, key=key)
    except IntegrityError:  # the same form in another thread, at the same moment
        first = posted_before(by, key)
        if first is None:
            raise
        return _same(first, thread.pk, text)


def append(log: Log, thread: Thread, *, by: User, text: str, html: str, key: UUID) -> Post:
    """Write the next post of a locked thread; rights and text were looked at before."""
    number, now = thread.post_count + 1, timezone.now()
    post = Post.objects.create(
        thread=thread, number=number, author=by, body=text, body_html=html, client_key=key, created_at=now
    )
    thread.post_count, thread.last_post_at = number, now
    thread.save(update_fields=["post_count", "last_post_at"])
    if number == 1:
        ReadMark.objects.bulk_create([ReadMark(user=by, thread=thread, number=1)], ignore_conflicts=True)
    ReadMark.objects.filter(user=by, thread=thread, number=number - 1).update(number=number, read_at=now)
    log.add(thread.space_id, "post", subject=post.pk, by=by.pk, payload={"post": number})
    return post


def posted_before(by: User, key: UUID) -> Post | None:
    """Return what the person posted with this form, or None."""
    return Post.objects.select_related("thread").filter(author_id=by.pk, client_key=key).first()


def first_words(post: Post) -> str:
    """Return the text as it was posted, before any edit."""
    revision = post.revisions.order_by("number").first()
    return revision.body if revision else post.body


def _same(first: Post, thread_id: int, text: str) -> Post:
    if first.thread_id != thread_id or first_words(first) != text:
        raise AlreadyPosted(first)
    return first


def edit_post(post: Post, *, by: User, body: str | PostBody, revision: int, key: UUID | None = None) -> Post:
    """Change the words, and keep the earlier ones as a revision.

    `revision` is how many revisions the editor saw: StaleEdit when there are more. The same words again
    change nothing. The draft of the form (`key`) is removed. Raises NotAllowed, PostHidden, PostDeleted,
    ThreadClosed, EmptyText, UnusableText.
    """
    text, html = clean_body(body)
    with sequenced() as log:
        locked = lock_post(post)
        refuse_change(locked, by)
        if locked.body == text:
            _forget_draft(locked, by, text, key)
            return locked
        count = locked.revisions.count()
        if count != revision:
            raise StaleEdit
        PostRevision.objects.create(
            post=locked,
            number=count + 1,
            body=locked.body,
            written_at=locked.edited_at or locked.created_at,
            client_key=key,
        )
        _forget_draft(locked, by, text, key)
        locked.body, locked.body_html, locked.edited_at = text, html, timezone.now()
        locked.save(update_fields=["body", "body_html", "edited_at"])
        note_change(log, locked, by)
    return locked


def _forget_draft(post: Post, by: User, text: str, key: UUID | None) -> None:
    """Remove the draft of what was saved; another text, begun on another device, stays."""
    draft = Draft.objects.filter(user=by, post=post).first()
    if draft is not None and (draft.client_key == key or trim_text(draft.body) == text):
        draft.delete()


def refuse_change(post: Post, by: User) -> None:
    """Raise what keeps `by` from changing or deleting the locked post, if anything does."""
    held = may_write(by, post.thread.community)
    if can_edit_post(by, post):
        return
    if post.author_id != by.pk or not held:
        raise NotAllowed
    refuse_out_of_sight(post)
    raise ThreadClosed


def refuse_out_of_sight(post: Post) -> None:
    """Raise PostHidden or PostDeleted when a manager hid the post or its author deleted it."""
    if post.is_hidden:
        raise PostHidden
    if post.is_deleted:
        raise PostDeleted


def hide_post(post: Post, *, by: User, reason: str) -> Post:
    """Hide a post, for a reason that its author and the managers read; hiding twice is hiding once.

    Raises NotAllowed, PostDeleted, ReasonMissing, UnusableText.
    """
    words = clean_line(reason, limit_of(Post, "hidden_reason"))
    with sequenced() as log:
        locked = _managed(post, by)
        if locked.is_hidden:
            return locked
        refuse_out_of_sight(locked)
        if not words:
            raise ReasonMissing
        locked.hidden_at, locked.hidden_by, locked.hidden_reason = timezone.now(), by, words
        locked.save(update_fields=["hidden_at", "hidden_by", "hidden_reason"])
        _decided(log, "cop.post_hidden", locked, by)
    return locked


def restore_post(post: Post, *, by: User) -> Post:
    """Show a hidden post again; one that is not hidden stays as it is. Raises NotAllowed."""
    with sequenced() as log:
        locked = _managed(post, by)
        if not locked.is_hidden:
            return locked
        locked.hidden_at, locked.hidden_by, locked.hidden_reason = None, None, ""
        locked.save(update_fields=["hidden_at", "hidden_by", "hidden_reason"])
        _decided(log, "cop.post_restored", locked, by)
    return locked


def react(post: Post, *, by: User, kind: str, on: bool) -> Post:
    """Press (`on`) or take back one kind of reaction; pressing twice is pressing once.

    Raises NotMember, PostHidden, PostDeleted; ValueError for a kind nobody knows.
    """
    kind = ReactionKind(kind).value
    with sequenced() as log:
        locked = lock_post(post)
        require_writer(by, locked.thread.community)
        refuse_out_of_sight(locked)
        if on:
            changed = Reaction.objects.get_or_create(post=locked, user=by, kind=kind)[1]
        else:
            changed = Reaction.objects.filter(post=locked, user=by, kind=kind).delete()[0] > 0
        if changed:
            facts = {"post": locked.number, "kind": kind, "on": on}
            log.add(locked.thread.space_id, "reaction", subject=locked.pk, by=by.pk, payload=facts)
    return locked


def lock_post(post: Post) -> Post:
    """Return the post as it is now, its row locked until the commit."""
    rows = Post.objects.select_for_update(of=("self",), no_key=True).select_related(
        "thread__community", "author"
    )
    return rows.get(pk=post.pk)


def _managed(post: Post, by: User) -> Post:
    locked = lock_post(post)
    if not can_manage(by, locked.thread.community):
        raise NotAllowed
    return locked


def _decided(log: Log, action: str, post: Post, by: User) -> None:
    """Record a manager's decision; only the audit trail says who it was, the event does not."""
    detail = {"thread": str(post.thread.public_id), "number": post.number}
    audit.record(action, by=by, subject=post, detail=detail)
    note_change(log, post, None)


def note_change(log: Log, post: Post, by: User | None) -> None:
    """Add the event that refreshes the post on open pages."""
    log.add(
        post.thread.space_id,
        "post",
        subject=post.pk,
        by=getattr(by, "pk", None),
        payload={"post": post.number},
    )
