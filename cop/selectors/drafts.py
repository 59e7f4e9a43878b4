"""What somebody has begun to write."""

from typing import Any

from django.db.models import Exists, OuterRef

from cop.models import Community, Draft, Post, Thread


def draft_in(place: Thread | Community, user: Any) -> Draft | None:
    """Give the post begun in a thread, or the thread begun in a community, or None.

    One that was posted is left out: a late saving may arrive after its post.
    """
    where = {"thread" if isinstance(place, Thread) else "community": place}
    posted = Post.objects.filter(author=user, client_key=OuterRef("client_key"))
    return Draft.objects.filter(~Exists(posted), user=user, **where).first()
