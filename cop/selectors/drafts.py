"""What somebody has begun to write."""

from typing import Any

from cop.models import Community, Draft, Post


def draft_in(community: Community, user: Any) -> Draft | None:
    """Give the thread the person has begun in the community, unless it was posted meanwhile."""
    posted = Post.objects.filter(author=user).values("client_key")
    return Draft.objects.filter(user=user, community=community).exclude(client_key__in=posted).first()
