"""Makes a community and a thread of the demonstration as if they had been written over the last weeks."""

import re
import uuid
from collections.abc import Mapping
from datetime import datetime, timedelta

from django.db import transaction

from accounts.models import User
from cop.demo.texts import CommunityText, PostText, ThreadText
from cop.enums import MemberRole, MemberState
from cop.models import Community, Membership, Post, PostRevision, Reaction, ReadMark, Thread
from cop.models.posts import HEADING_OFFSET
from cop.services.threads import SPACE
from core.base import audit
from core.base.markup import to_html
from core.base.models import AuditEvent
from core.realtime.log import open_space
from core.realtime.models import Space

LOADED = "cop.demo_loaded"
KEEP = timedelta(days=100 * 365)
_NAMES = uuid.UUID("0f6f8f0e-6a35-4d0b-9f0e-5b9f3b6f2a11")
_LINK = re.compile(r"\]\(thread:([a-z0-9-]+)\)")

Cast = Mapping[str, User]
OriginKey = tuple[str, uuid.UUID]  # the kind that `cop.thread_sources` knows, and the key of the page


def piece_id(name: str) -> uuid.UUID:
    """Return the public id of a piece ("communities/...", "threads/..."): the same on every site."""
    return uuid.uuid5(_NAMES, name)


def was_loaded(public_id: uuid.UUID) -> bool:
    """Return whether the piece was ever loaded here, also when somebody has deleted it since."""
    return AuditEvent.objects.filter(action=LOADED, subject_id=str(public_id)).exists()


@transaction.atomic
def make_community(text: CommunityText, cast: Cast, now: datetime) -> Community:
    """Make a community with its members and those who wait."""
    begun = now - text.begun
    community = Community.objects.create(
        public_id=piece_id(f"communities/{text.slug}"),
        slug=text.slug,
        name=text.name,
        summary=text.summary,
        description=text.description,
        language=text.language,
        join_policy=text.join_policy,
        created_at=begun,
    )
    rows = [(name, MemberRole.MANAGER, MemberState.ACTIVE, "", begun) for name in text.managers]
    rows += [
        (name, MemberRole.MEMBER, MemberState.ACTIVE, "", begun + timedelta(hours=number))
        for number, name in enumerate(text.members, 1)
    ]
    rows += [
        (request.person, MemberRole.MEMBER, MemberState.REQUESTED, request.note, now - request.ago)
        for request in text.requests
    ]
    Membership.objects.bulk_create(
        Membership(community=community, user=cast[name], role=role, state=state, note=note, since=since)
        for name, role, state, note, since in rows
        if name in cast
    )
    audit.record(LOADED, subject=community, keep=KEEP)
    return community


@transaction.atomic
def make_thread(
    text: ThreadText, community: Community, cast: Cast, now: datetime, origin: OriginKey | None
) -> Thread:
    """Make a thread with its posts, reactions and read marks; its space begins at 0, without events."""
    public_id = piece_id(f"threads/{text.name}")
    Space.objects.filter(kind=SPACE, key=public_id).delete()  # of a deleted thread that is restored
    thread = Thread.objects.create(
        public_id=public_id,
        community=community,
        space=open_space(SPACE, public_id),
        title=text.title,
        language=text.language,
        author=cast.get(text.posts[0].author),
        origin_kind=origin[0] if origin else "",
        origin_key=origin[1] if origin else None,
        post_count=len(text.posts),
        created_at=now - text.posts[0].ago,
        last_post_at=now - text.posts[-1].ago,
        is_pinned=text.pinned,
        closed_at=None if text.closed is None else now - text.closed,
    )
    posts = Post.objects.bulk_create(
        _post(thread, number, post, cast, now) for number, post in enumerate(text.posts, 1)
    )
    _make_revisions(posts, text)
    _make_reactions(posts, text, cast, now)
    _make_read_marks(thread, text, cast, now)
    audit.record(LOADED, subject=thread, keep=KEEP)
    return thread


def _post(thread: Thread, number: int, text: PostText, cast: Cast, now: datetime) -> Post:
    body = _with_links(text.body)
    post = Post(
        thread=thread,
        number=number,
        author=cast.get(text.author),
        body=body,
        body_html=to_html(body, heading_offset=HEADING_OFFSET),
        created_at=now - text.ago,
        edited_at=None if text.edited is None else now - text.edited,
    )
    if text.hidden:
        post.hidden_at = now - text.hidden.ago
        post.hidden_by = cast.get(text.hidden.by)
        post.hidden_reason = text.hidden.reason
    return post


def _with_links(body: str) -> str:
    """Turn [words](thread:name) into a link to that thread; its address holds no language."""
    return _LINK.sub(lambda link: f"](/threads/{piece_id(f'threads/{link[1]}')}/)", body)


def _make_revisions(posts: list[Post], text: ThreadText) -> None:
    PostRevision.objects.bulk_create(
        PostRevision(post=post, number=1, body=_with_links(words.before), written_at=post.created_at)
        for post, words in zip(posts, text.posts, strict=True)
        if words.before
    )


def _make_reactions(posts: list[Post], text: ThreadText, cast: Cast, now: datetime) -> None:
    Reaction.objects.bulk_create(
        Reaction(
            post=post,
            user=cast[name],
            kind=kind,
            created_at=min(post.created_at + timedelta(minutes=50 * number), now),
        )
        for post, words in zip(posts, text.posts, strict=True)
        for kind, names in words.reactions.items()
        for number, name in enumerate(names, 1)
        if name in cast
    )


def _make_read_marks(thread: Thread, text: ThreadText, cast: Cast, now: datetime) -> None:
    """Whoever wrote has read up to their last post, or further where the file says so."""
    marks: dict[str, int] = dict(text.read)
    for number, post in enumerate(text.posts, 1):
        marks[post.author] = max(marks.get(post.author, 0), number)
    ReadMark.objects.bulk_create(
        ReadMark(user=cast[name], thread=thread, number=number, read_at=now - text.posts[number - 1].ago)
        for name, number in marks.items()
        if name in cast and number
    )
