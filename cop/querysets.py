"""Questions asked of communities, memberships, threads and posts."""

from typing import Any, Self

from django.db.models import F, QuerySet

from accounts.models import AnyUser
from cop import rules
from cop.enums import MemberRole, MemberState

PAGE = 20  # posts on a page; a post never changes its page, because numbers have no gaps


class CommunityQuerySet(QuerySet[Any]):
    """Communities."""

    def readable_by(self, user: AnyUser) -> Self:
        """Those whose threads the person may read; name and summary of all others are public too."""
        return self.filter(rules.can_read_community.q(user))


class MembershipQuerySet(QuerySet[Any]):
    """Memberships."""

    def active(self) -> Self:
        """Of those who are in."""
        return self.filter(state=MemberState.ACTIVE)

    def managers(self) -> Self:
        """Of those who look after the community."""
        return self.active().filter(role=MemberRole.MANAGER)


class ThreadQuerySet(QuerySet[Any]):
    """Threads."""

    def begun(self) -> Self:
        """Those in which somebody has written; the thread of a lesson waits empty until then."""
        return self.filter(post_count__gt=0)

    def with_posts(self) -> Self:
        """Return those in which a post is left that its author has not deleted."""
        return self.filter(post_count__gt=F("deleted_count"))

    def visible_to(self, user: AnyUser) -> Self:
        """Those the person may read."""
        return self.filter(rules.can_read_thread.q(user))

    def newest_first(self) -> Self:
        """In the order of the list: pinned, then by the last post."""
        return self.order_by("-is_pinned", "-last_post_at", "-pk")


class PostQuerySet(QuerySet[Any]):
    """Posts."""

    def news_to(self, user_id: int) -> Self:
        """Those that count as new to a person who has not read them: in sight, and by others."""
        return self.in_sight().exclude(author_id=user_id, author_id__isnull=False)

    def in_sight(self) -> Self:
        """Return those whose text every reader of the thread sees: neither hidden nor deleted."""
        return self.filter(hidden_at=None, deleted_at=None)

    def on_page(self, number: int) -> Self:
        """The posts of a page (from 1), by number: as fast on page 150 as on page 1."""
        return self.filter(number__gt=(number - 1) * PAGE, number__lte=number * PAGE).order_by("number")
