"""Refreshes posts on open pages when something about their authors changed."""

from collections.abc import Iterable, Mapping
from typing import Any

from cop.models import Post, Thread
from core.realtime.log import sequenced

RECENT_THREADS = 200  # in which a new name is shown at once; older pages show it when they are loaded
SPACES = 25  # of one transaction: whoever posts in one of them waits until its commit


def redraw_posts(ids: Iterable[int]) -> int:
    """Write one event for each of these posts; return how many. Twice does no harm."""
    posts = Post.objects.filter(pk__in=list(ids)).order_by("thread_id", "number")
    events: dict[int, list[dict[str, Any]]] = {}
    for post_id, number, space_id in posts.values_list("pk", "number", "thread__space_id"):
        event = {"kind": "post", "subject": post_id, "payload": {"post": number}}
        events.setdefault(space_id, []).append(event)
    return _write(events)


def redraw_author(user_id: int) -> int:
    """Write one event for each thread with a post of theirs in sight, the `RECENT_THREADS` last active ones.

    Return how many. Twice does no harm. Where all their posts are hidden or deleted, even the moment of the
    event would say whose they are; managers see the new name there when they load the page.
    """
    posts = Post.objects.in_sight().filter(author=user_id)
    wrote = Thread.objects.filter(pk__in=posts.values("thread"))
    recent = wrote.order_by("-last_post_at", "-pk").values_list("space_id", flat=True)[:RECENT_THREADS]
    return _write({space_id: [{"kind": "author", "subject": user_id}] for space_id in recent})


def _write(events: Mapping[int, list[dict[str, Any]]]) -> int:
    """Write the events of each space, `SPACES` spaces in one transaction; return how many events."""
    spaces = list(events)
    for start in range(0, len(spaces), SPACES):
        with sequenced() as log:
            for space_id in spaces[start : start + SPACES]:
                for event in events[space_id]:
                    log.add(space_id, **event)
    return sum(len(of_space) for of_space in events.values())
