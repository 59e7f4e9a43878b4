"""How far somebody has read, and what they have begun to write."""

from typing import Any
from uuid import UUID, uuid4

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from cop.errors import NotAllowed, NotMember
from cop.models import Community, Draft, Post, ReadMark, Thread
from cop.models.posts import BODY_LIMIT
from cop.rules import can_read_thread, can_write_in, is_author
from cop.services.validation import clean_line, clean_unfinished, limit_of
from core.base.rules import is_member
from core.base.text_cleaning import trim_text


def mark_read(thread: Thread, *, by: User, number: int) -> ReadMark:
    """Raise the person's mark to `number`, never past the last post, and never lower it. NotAllowed.

    Each step is one statement that can only raise, so two tabs may race.
    """
    if not is_member(by) or not can_read_thread(by, thread):
        raise NotAllowed
    last = thread.post_count  # it only grows: read again when the number may be of a later post
    if number > last:
        last = Thread.objects.values_list("post_count", flat=True).get(pk=thread.pk)
    number, now = max(0, min(number, last)), timezone.now()
    mine = ReadMark.objects.filter(user=by, thread=thread)
    if not mine.filter(number__lt=number).update(number=number, read_at=now):
        mark = ReadMark(user=by, thread=thread, number=number, read_at=now)
        ReadMark.objects.bulk_create([mark], ignore_conflicts=True)
        mine.filter(number__lt=number).update(number=number, read_at=now)
    return mine.get()


@transaction.atomic
def save_draft(
    place: Thread | Community, *, by: User, body: str, title: str = "", key: UUID | None = None
) -> Draft | None:
    """Keep what was written so far, one text for each place; an empty one removes the draft.

    `key` is the form's: a draft that arrives after its form was posted is not kept, and one begun in another
    form stays. Return the draft, or None when this text is not kept. Raises NotMember, UnusableText.
    """
    community = place.community if isinstance(place, Thread) else place
    if not can_write_in(by, community):
        raise NotMember
    where: dict[str, Any] = {"thread" if isinstance(place, Thread) else "community": place}
    heading = clean_line(title, limit_of(Draft, "title"))
    if key is not None and Post.objects.filter(author=by, client_key=key).exists():
        Draft.objects.filter(user=by, client_key=key, **where).delete()
        return None
    return _keep(where, by, clean_unfinished(body, BODY_LIMIT), heading, key)


@transaction.atomic
def save_edit_draft(
    post: Post, *, by: User, body: str, revision: int, key: UUID | None = None
) -> Draft | None:
    """Keep another text for the author's own post, begun when it had `revision` earlier texts.

    An empty text and the text that the post has remove the draft; a form (`key`) that was sent removes only
    its own. Return the draft, or None when this text is not kept. Raises NotAllowed, UnusableText.
    """
    if not is_author(by, post) or not can_write_in(by, post.thread.community):
        raise NotAllowed
    where: dict[str, Any] = {"post": post}
    if key is not None and post.revisions.filter(client_key=key).exists():
        Draft.objects.filter(user=by, client_key=key, **where).delete()
        return None
    text = clean_unfinished(body, BODY_LIMIT)
    return _keep(where, by, "" if trim_text(text) == post.body else text, "", key, revision=revision)


def _keep(
    where: dict[str, Any], by: User, text: str, title: str, key: UUID | None, **more: Any
) -> Draft | None:
    if not (text.strip() or title):
        Draft.objects.filter(user=by, **where).delete()
        return None
    now = timezone.now()
    fields = {"title": title, "body": text, "client_key": key or uuid4(), "updated_at": now, **more}
    return Draft.objects.update_or_create(user=by, **where, defaults=fields)[0]
