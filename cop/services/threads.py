"""Starting threads, and what managers do with them."""

from typing import Any
from uuid import UUID, uuid4

from django.db import IntegrityError
from django.utils import timezone

from accounts.models import User
from cop.errors import AlreadyPosted, NotAllowed
from cop.models import Community, Draft, Thread
from cop.models.posts import Post
from cop.rules import can_manage
from cop.services.membership_locks import require_writer
from cop.services.posts import append, first_words, posted_before
from cop.services.validation import PostBody, clean_body, clean_title, limit_of
from core.base import audit
from core.realtime.log import open_space, sequenced

SPACE = "cop.thread"


def start_thread(
    community: Community, *, by: User, title: str, body: str | PostBody, language: str, key: UUID
) -> Thread:
    """Start a thread with its first post.

    The same form (`key`) with the same words gives the first thread again. Raises NotMember, EmptyTitle,
    EmptyText, UnusableText, and AlreadyPosted when the form was sent before with other words.
    """
    title = clean_title(title, limit_of(Thread, "title"))
    text, html = clean_body(body)
    try:
        with sequenced() as log:
            first = posted_before(by, key)
            if first is not None:
                return _same(first, community, title, text)
            require_writer(by, community)
            thread = _make(community, title=title, language=language, author=by)
            Draft.objects.filter(user=by, community=community).delete()
            append(log, thread, by=by, text=text, html=html, key=key)
            return thread
    except IntegrityError:  # the same form, at the same moment
        first = posted_before(by, key)
        if first is None:
            raise
        return _same(first, community, title, text)


def _same(first: Post, community: Community, title: str, text: str) -> Thread:
    thread = first.thread
    same = (thread.community_id, thread.title, first.number) == (community.pk, title, 1)
    if not same or first_words(first) != text:
        raise AlreadyPosted(first)
    return thread


def _make(community: Community, **fields: Any) -> Thread:
    public_id = uuid4()
    space = open_space(SPACE, public_id)
    return Thread.objects.create(public_id=public_id, space=space, community=community, **fields)


def open_origin_thread(community: Community, *, kind: str, key: UUID, title: str, language: str) -> Thread:
    """Return the one thread of a lesson or the like, made empty and without author when it is not there yet.

    It stays where it was first opened, even when `community` is another one by now.
    """
    mine = Thread.objects.filter(origin_kind=kind, origin_key=key)
    thread = mine.first()
    if thread is not None:
        return thread
    title = clean_title(title, limit_of(Thread, "title"))
    try:
        with sequenced():
            return _make(community, title=title, language=language, origin_kind=kind, origin_key=key)
    except IntegrityError:  # somebody else opened it at the same moment
        return mine.get()


def close_thread(thread: Thread, *, by: User) -> Thread:
    """Let nobody post or edit any more; reactions stay open. Raises NotAllowed."""
    return _manage(thread, by, "cop.thread_closed", closed=True)


def reopen_thread(thread: Thread, *, by: User) -> Thread:
    """Let members post again. Raises NotAllowed."""
    return _manage(thread, by, "cop.thread_reopened", closed=False)


def pin_thread(thread: Thread, *, by: User) -> Thread:
    """Keep the thread at the top of its community's list. Raises NotAllowed."""
    return _manage(thread, by, "cop.thread_pinned", pinned=True)


def unpin_thread(thread: Thread, *, by: User) -> Thread:
    """Unpin the thread: it is sorted by its last post again. Raises NotAllowed."""
    return _manage(thread, by, "cop.thread_unpinned", pinned=False)


def rename_thread(thread: Thread, *, by: User, title: str) -> Thread:
    """Return the thread another title. Raises NotAllowed, EmptyTitle and UnusableText."""
    title = clean_title(title, limit_of(Thread, "title"))
    with sequenced() as log:
        locked = _held(thread, by)
        if locked.title != title:
            locked.title = title
            locked.save(update_fields=["title"])
            audit.record("cop.thread_renamed", by=by, subject=locked)
            log.add(locked.space_id, "thread", subject=locked.pk, by=by.pk)
    return locked


def _held(thread: Thread, by: User) -> Thread:
    """Return the thread, its row held until the commit. NotAllowed unless `by` looks after its community."""
    held = Thread.objects.select_for_update(of=("self",), no_key=True).select_related("community")
    locked = held.get(pk=thread.pk)
    if not can_manage(by, locked.community):
        raise NotAllowed
    return locked


def _manage(
    thread: Thread, by: User, action: str, *, closed: bool | None = None, pinned: bool | None = None
) -> Thread:
    with sequenced() as log:
        locked = _held(thread, by)
        closed = (locked.closed_at is not None) if closed is None else closed
        pinned = locked.is_pinned if pinned is None else pinned
        if (closed, pinned) == (locked.closed_at is not None, locked.is_pinned):
            return locked
        if closed != (locked.closed_at is not None):
            locked.closed_at = timezone.now() if closed else None
        locked.is_pinned = pinned
        locked.save(update_fields=["closed_at", "is_pinned"])
        audit.record(action, by=by, subject=locked)
        log.add(locked.space_id, "thread", subject=locked.pk, by=by.pk)
    return locked
