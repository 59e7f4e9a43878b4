"""What somebody has begun to write."""

from typing import Any

from cop.models import Community, Draft, Post, Thread


def draft_of(place: Thread | Community, user: Any) -> Draft | None:
    """Give the person's draft for a place, or None; one query.

    A draft that was posted is none any more: a late saving may arrive after the post.
    """
    if not user.is_authenticated:
        return None
    drafts = Draft.objects.filter(user_id=user.pk)
    drafts = drafts.filter(thread=place) if isinstance(place, Thread) else drafts.filter(community=place)
    posted = Post.objects.filter(author_id=user.pk).values("client_key")
    return drafts.exclude(client_key__in=posted).first()
