"""Deleting one's own post, and bringing a deleted post back."""

from django.db.models import F
from django.utils import timezone

from accounts.models import User
from cop.errors import NotAllowed, PostAnswered, ThreadClosed, UndoTooLate
from cop.models import Post, Thread
from cop.rules import can_manage, is_author
from cop.services.membership_locks import require_writer
from cop.services.posts import lock_post, note_change, refuse_change
from core.base import audit
from core.realtime.log import Log, sequenced


def delete_post(post: Post, *, by: User) -> Post:
    """Delete the author's own post; its place in the thread stays. Deleting twice is deleting once.

    Raises NotAllowed, PostHidden, ThreadClosed, and PostAnswered for the first post of a thread in which
    other posts are in sight.
    """
    with sequenced() as log:
        locked = _lock(post)
        if locked.is_deleted and is_author(by, locked):
            return locked
        refuse_change(locked, by)
        if locked.number == 1 and _is_answered(locked):
            raise PostAnswered
        _set_deleted(log, locked, by, deleted=True)
    return locked


def undelete_post(post: Post, *, by: User) -> Post:
    """Restore a deleted post: its author within `UNDO_WINDOW`, a manager at any time.

    A post that is not deleted stays as it is. Raises NotAllowed; for the author also NotMember, ThreadClosed
    and UndoTooLate.
    """
    with sequenced() as log:
        locked = _lock(post)
        managing = can_manage(by, locked.thread.community)
        if not managing and not is_author(by, locked):
            raise NotAllowed
        if not locked.is_deleted:
            return locked
        if not locked.body:  # the text went with its author's account
            raise NotAllowed
        if not managing:
            _refuse_undo(locked, by)
        _set_deleted(log, locked, by, deleted=False)
    return locked


def _refuse_undo(post: Post, by: User) -> None:
    """Raise what keeps the author from showing the locked post again, if anything does."""
    require_writer(by, post.thread.community)
    if post.thread.closed_at is not None:
        raise ThreadClosed
    if not post.can_be_undone:
        raise UndoTooLate


def _lock(post: Post) -> Post:
    """Return the post as it is now, its thread locked before it, as posting does: the count is kept there."""
    Thread.objects.select_for_update(no_key=True).get(pk=post.thread_id)
    return lock_post(post)


def _is_answered(post: Post) -> bool:
    return Post.objects.in_sight().filter(thread=post.thread_id, number__gt=1).exists()


def _set_deleted(log: Log, post: Post, by: User, *, deleted: bool) -> None:
    post.deleted_at = timezone.now() if deleted else None
    post.save(update_fields=["deleted_at"])
    Thread.objects.filter(pk=post.thread_id).update(deleted_count=F("deleted_count") + (1 if deleted else -1))
    detail = {"thread": str(post.thread.public_id), "number": post.number}
    audit.record("cop.post_deleted" if deleted else "cop.post_undeleted", by=by, subject=post, detail=detail)
    note_change(log, post, by if post.author_id == by.pk else None)
