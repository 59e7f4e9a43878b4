"""The right to write, held until the commit: who is removed meanwhile is removed after it."""

from typing import Any

from cop.models import Community, Membership
from cop.rules import can_write_in


def may_write(by: Any, community: Community) -> bool:
    """Say whether `by` is in, and keep it so to the end of the transaction: a removal waits for it.

    Locked first and asked then: whoever had to wait for the removal sees it.
    """
    list(Membership.objects.select_for_update(no_key=True).filter(community=community, user_id=by.pk))
    return can_write_in(by, community)
