"""Having posts drawn anew on open screens when something about their people changed."""

from collections.abc import Iterable

from cop.models import Post, Thread
from core import realtime

RECENT_THREADS = 200  # in which a new name is shown at once; older pages show it when they are loaded


def redraw_posts(ids: Iterable[int]) -> int:
    """Write one event for each of these posts, in one transaction; gives how many. Twice does no harm."""
    with realtime.sequenced() as log:
        posts = Post.objects.filter(pk__in=list(ids)).order_by("thread_id", "number")
        rows = list(posts.values_list("pk", "number", "thread__space_id"))
        for post_id, number, space_id in rows:
            log.add(space_id, "post", subject=post_id, payload={"post": number})
    return len(rows)


def redraw_author(user_id: int) -> int:
    """Write one event for each thread with a post of theirs in sight, the `RECENT_THREADS` last active ones.

    Return how many. Twice does no harm. Where all their posts are hidden or deleted, even the moment of the
    event would say whose they are; managers see the new name there when they load the page.
    """
    posts = Post.objects.in_sight().filter(author=user_id)
    wrote = Thread.objects.filter(pk__in=posts.values("thread"))
    recent = wrote.order_by("-last_post_at", "-pk").values_list("space_id", flat=True)[:RECENT_THREADS]
    with realtime.sequenced() as log:
        spaces = list(recent)
        for space_id in spaces:
            log.add(space_id, "author", subject=user_id)
    return len(spaces)
