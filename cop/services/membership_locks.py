"""The right to write, held until the commit: who is removed meanwhile is removed after it."""

from accounts.models import User
from cop.enums import MemberState
from cop.errors import NotMember, WasRemoved
from cop.models import Community, Membership
from cop.rules import can_write_in


def may_write(by: User, community: Community) -> bool:
    """Return whether `by` is in, and keep it so to the end of the transaction: a removal waits for it.

    Locked first and asked then: whoever had to wait for the removal sees it.
    """
    list(Membership.objects.select_for_update(no_key=True).filter(community=community, user_id=by.pk))
    return can_write_in(by, community)


def require_writer(by: User, community: Community) -> None:
    """Raise NotMember unless `may_write`; WasRemoved when a manager removed `by`."""
    if may_write(by, community):
        return
    mine = Membership.objects.filter(community=community, user_id=by.pk, state=MemberState.REMOVED)
    raise WasRemoved if mine.exists() else NotMember
