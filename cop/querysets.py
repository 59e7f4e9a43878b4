"""Questions asked of communities, memberships, threads and posts."""

from typing import TYPE_CHECKING, Any

from django.db import models

from cop import rules
from cop.enums import MemberRole, MemberState

if TYPE_CHECKING:
    from cop.models import Community, Membership, Post, Thread

PAGE = 20  # posts on a page; a post never changes its page, because numbers have no gaps


class CommunityQuerySet(models.QuerySet["Community"]):
    """Communities."""


class MembershipQuerySet(models.QuerySet["Membership"]):
    """Memberships."""

    def active(self) -> "MembershipQuerySet":
        """Of those who are in."""
        return self.filter(state=MemberState.ACTIVE)

    def managers(self) -> "MembershipQuerySet":
        """Of those who look after the community."""
        return self.active().filter(role=MemberRole.MANAGER)


class ThreadQuerySet(models.QuerySet["Thread"]):
    """Threads."""

    def visible_to(self, user: Any) -> "ThreadQuerySet":
        """Those the person may read."""
        return self.filter(rules.can_read_thread.q(user))

    def newest_first(self) -> "ThreadQuerySet":
        """In the order of the list: pinned, then by the last post."""
        return self.order_by("-is_pinned", "-last_post_at", "-pk")


class PostQuerySet(models.QuerySet["Post"]):
    """Posts."""

    def on_page(self, number: int) -> "PostQuerySet":
        """The posts of a page (from 1), by number: as fast on page 150 as on page 1."""
        return self.filter(number__gt=(number - 1) * PAGE, number__lte=number * PAGE).order_by("number")
