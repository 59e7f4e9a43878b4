"""The list of communities, and who is in one."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Case, Count, IntegerField, Max, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce, Lower

from accounts.models import AnyUser
from cop.enums import MemberRole, MemberState
from cop.models import Community, Membership, Thread
from core.base.rules import is_operator


@dataclass(frozen=True)
class CommunityRow:
    """A community in the list; `membership` is the viewer's, in whatever state, or None.

    The counts and the time of the last post are None for users who may not read the community.
    """

    community: Community
    membership: Membership | None
    member_count: int | None
    thread_count: int | None
    last_post_at: datetime | None
    can_read: bool

    @property
    def readable_community(self) -> Community | None:
        """Return the community if the viewer may read it: its topics are for nobody else."""
        return self.community if self.can_read else None

    @property
    def is_in(self) -> bool:
        """Return whether the viewer is a member."""
        return self.membership is not None and self.membership.state == MemberState.ACTIVE


def communities_for(user: AnyUser) -> list[CommunityRow]:
    """Return all communities, the viewer's own first, then by name, in two queries."""
    members = Membership.objects.active().filter(community=OuterRef("pk"), user__is_active=True).order_by()
    threads = Thread.objects.begun().filter(community=OuterRef("pk")).order_by()
    rows = Community.objects.annotate(
        member_count=_summed(members, Count("pk")),
        thread_count=_summed(threads, Count("pk")),
        last_post_at=Subquery(threads.values("community").annotate(n=Max("last_post_at")).values("n")),
    )
    own = Membership.objects.filter(user=user) if user.is_authenticated else Membership.objects.none()
    mine = {membership.community_id: membership for membership in own}
    found = [
        _row(community, mine.get(community.pk), user) for community in rows.order_by(Lower("name"), "pk")
    ]
    return sorted(found, key=lambda row: not row.is_in)


def _summed(rows: QuerySet[Any], count: Count) -> Coalesce:
    return Coalesce(Subquery(rows.values("community").annotate(n=count).values("n")), Value(0))


def _row(community: Any, membership: Membership | None, user: AnyUser) -> CommunityRow:
    is_in = membership is not None and membership.state == MemberState.ACTIVE
    can_read = community.is_open or is_in or is_operator(user)
    return CommunityRow(
        community=community,
        membership=membership,
        member_count=community.member_count if can_read else None,
        thread_count=community.thread_count if can_read else None,
        last_post_at=community.last_post_at if can_read else None,
        can_read=can_read,
    )


def membership_of(community: Community, user: AnyUser) -> Membership | None:
    """Return the person's membership in whatever state, or None."""
    if not user.is_authenticated:
        return None
    return Membership.objects.filter(community=community, user=user).first()


def was_removed(community: Community, user: AnyUser) -> bool:
    """Return whether a manager removed the person: only a manager lets them in again."""
    membership = membership_of(community, user)
    return membership is not None and membership.state == MemberState.REMOVED


def members_of(community: Community, *, state: str = MemberState.ACTIVE) -> QuerySet[Any]:
    """Return the memberships in a state, with their people: those who are in, or by `state` who asked, ...

    Managers come first, then by name; of those who asked, the longest waiting first.
    """
    rows = Membership.objects.filter(community=community, state=state, user__is_active=True)
    rows = rows.select_related("user", "community")
    if state == MemberState.REQUESTED:
        return rows.order_by("since", "pk")
    first = Case(When(Q(role=MemberRole.MANAGER), then=0), default=1, output_field=IntegerField())
    return rows.order_by(first, Lower("user__display_name"), "pk")
