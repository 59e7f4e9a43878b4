"""A thread as a live space: who may follow it, and how what happens in it looks on their screens."""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple
from uuid import UUID

from django.db.models import OuterRef, Subquery
from django.db.models.functions import Length
from django.template.loader import get_template

from accounts.models import User
from cop.enums import Audience, JoinPolicy
from cop.models import Membership, Post, Thread
from cop.selectors.posts import post_view_models
from cop.templatetags.cop import post_count

if TYPE_CHECKING:
    from core.realtime.models import Event

# The kinds of events in a thread; the subject of the last is a person whose name changed.
POST, REACTION, HEAD, AUTHOR = "post", "reaction", "thread", "author"


class Fragment(NamedTuple):
    """A post as an audience sees it, and whether it sees whose it is."""

    number: int
    html: str
    has_author: bool


def audience(user_ids: Iterable[int | None], key: UUID) -> dict[int | None, str]:
    """Return, of these people (None: a visitor), who may follow the thread now, and as what; two queries.

    It is what `cop.rules` says of each alone (`Audience`). A suspended account may nothing.
    """
    place = Thread.objects.filter(public_id=key).values_list("community_id", "community__join_policy").first()
    if place is None:
        return {}
    asked, is_open = set(user_ids), place[1] == JoinPolicy.OPEN
    found: dict[int | None, str] = {None: Audience.READER} if is_open and None in asked else {}
    for user_id, is_operator, role in _people([one for one in asked if one is not None], place[0]):
        if is_open or is_operator or role is not None:
            found[user_id] = Audience.of(role, is_operator)
    return found


def _people(user_ids: list[int], community_id: int) -> Iterable[tuple[int, bool, str | None]]:
    """Return (id, is operator, role in the community or None) of those whose accounts are active."""
    mine = Membership.objects.active().filter(community_id=community_id, user=OuterRef("pk"))
    people = User.objects.filter(pk__in=user_ids, is_active=True)
    return people.values_list("pk", "is_superuser", Subquery(mine.values("role")[:1]))


def render(events: Sequence["Event"], key: UUID, audience: str, language: str) -> list[dict[str, Any]]:
    """Return the events as this audience may see them, in order, in the active language; at most 4 queries.

    A fragment shows the present state, so only the last event about a post, or about the thread, has one;
    the last about any post has the number of posts as well.
    """
    thread = Thread.objects.select_related("community", "space").filter(public_id=key).first()
    if thread is None:
        return [{} for _event in events]
    last = {_subject(event): event.sequence for event in events}
    shown = _fragments(thread, {event.subject for event in events if _is_about_post(event)}, audience)
    names = _names(thread, {event.subject for event in events if event.kind == AUTHOR}, audience)
    answers = []
    for event in events:
        answer = names.get(event.subject) if event.kind == AUTHOR else _facts(event, shown)
        if answer is not None and event.kind != AUTHOR and last[_subject(event)] == event.sequence:
            answer |= _head(thread) if event.kind == HEAD else {"html": shown[event.subject].html}
        answers.append(answer or {})
    if counted := [answer for event, answer in zip(events, answers, strict=True) if event.kind == POST]:
        counted[-1]["count"] = post_count(thread)
    return answers


def weigh(events: Sequence["Event"], key: UUID) -> list[int]:
    """Return how many letters the posts of these events have, each at its first event; one query."""
    left = dict(
        Post.objects.filter(pk__in={event.subject for event in events if _is_about_post(event)})
        .annotate(letters=Length("body_html"))
        .values_list("pk", "letters")
    )
    return [left.pop(event.subject, 0) if _is_about_post(event) else 0 for event in events]


def _is_about_post(event: "Event") -> bool:
    return event.kind not in (HEAD, AUTHOR)


def _subject(event: "Event") -> tuple[str, int]:
    return POST if _is_about_post(event) else event.kind, event.subject


def _names(thread: Thread, user_ids: set[int], audience: str) -> dict[int, dict[str, Any]]:
    """Return, by the author's id, the name that posts have to show now, with its initial.

    Only managers get the name of an author whose posts are all hidden or deleted.
    """
    if not user_ids:
        return {}
    people = User.objects.filter(pk__in=user_ids)
    if not Audience(audience).manages:
        people = people.filter(pk__in=Post.objects.in_sight().filter(thread=thread).values("author"))
    return {
        person.pk: {
            "author": str(person.public_id),
            "name": person.display_name,
            "initial": person.display_name[:1].upper(),
        }
        for person in people
    }


def _facts(event: "Event", shown: dict[int, Fragment]) -> dict[str, Any] | None:
    """Return what every event of its kind contains; None for one that has nothing to show any more.

    A reaction to a hidden post is an event, too: it must be shown when the post is shown again. The author
    of a hidden post is left out.
    """
    if event.kind == HEAD:
        return {}
    if event.subject not in shown or event.kind not in (POST, REACTION):
        return None
    facts: dict[str, Any] = {"post": shown[event.subject].number}
    if event.kind == POST and not shown[event.subject].has_author:
        facts["by"] = None
    if event.kind == REACTION:
        facts |= {"reaction": event.payload["kind"], "on": event.payload["on"]}
    return facts


def _head(thread: Thread) -> dict[str, Any]:
    html = get_template("cop/parts/thread_head.html").render({"thread": thread})
    return {"html": html, "closed": thread.closed_at is not None}


def _fragments(thread: Thread, ids: set[int], audience: str) -> dict[int, Fragment]:
    """Return each post as it is drawn, by its id."""
    posts = list(Post.objects.filter(pk__in=ids, thread=thread).select_related("author")) if ids else []
    for post in posts:
        post.thread = thread
    template = get_template("cop/parts/post.html")
    seen_by = Audience(audience)
    same = {"thread": thread, "audience": seen_by, "viewer": None}
    return {
        shown.post.pk: Fragment(
            shown.number, template.render(same | {"shown": shown}), shown.author_public_id is not None
        )
        for shown in post_view_models(posts, None, seen_by)
    }
