"""What editors decide about communities in the admin, inside the transaction of the admin's own saving."""

from typing import Any

from django.db import transaction
from django.utils import timezone

from cop.enums import MemberRole, MemberState
from cop.errors import NotAllowed
from cop.models import Community, Membership
from core import audit, realtime
from core.rules import is_editor, is_member


@transaction.atomic
def appoint_manager(community: Community, *, by: Any, user: Any) -> Membership:
    """Make somebody a manager, in whatever state they were before; once is enough. Raises NotAllowed.

    For editors; the rights of the admin decide which of them come here.
    """
    if not is_editor(by) or not is_member(user):
        raise NotAllowed
    locked = Community.objects.select_for_update(no_key=True).get(pk=community.pk)
    mine = Membership.objects.get_or_create(community=locked, user=user)[0]
    if (mine.state, mine.role) != (MemberState.ACTIVE, MemberRole.MANAGER):
        if mine.state != MemberState.ACTIVE:
            mine.since = timezone.now()
        mine.state, mine.role, mine.note, mine.decided_by = MemberState.ACTIVE, MemberRole.MANAGER, "", by
        mine.save()
        audit.record(
            "cop.manager_appointed", by=by, subject=user, detail={"community": str(locked.public_id)}
        )
        realtime.access_changed(user.pk)
    return mine


@transaction.atomic
def doubt_readers() -> None:
    """Have all sockets checked: a community that was open to all lets people in from now on.

    Who listens there stands in no table: read marks know only those who had a post on their screen.
    """
    realtime.access_changed(realtime.EVERYBODY)
