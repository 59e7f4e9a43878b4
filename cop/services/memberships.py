"""Joining and leaving, and what managers decide about members."""

from typing import Any

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from cop.enums import MemberRole, MemberState
from cop.errors import LastManager, NotAllowed, NothingToDecide, WasRemoved
from cop.models import Community, Membership
from cop.rules import can_manage
from cop.services.join_request_mails import enqueue_join_request_mail, mail_new_manager
from cop.services.validation import clean_optional, limit_of
from core.base import audit
from core.base.rules import is_member
from core.realtime.log import Log, access_changed, sequenced

# Also who was declined or removed: a manager may think again. Who was removed cannot ask anew.
_APPROVABLE = (MemberState.REQUESTED, MemberState.DECLINED, MemberState.REMOVED)


@transaction.atomic
def join_community(community: Community, *, by: User, note: str = "") -> Membership:
    """Make `by` a member where joining is open; else record a request, which a manager decides.

    A member stays one; a new note replaces the old one. Raises NotAllowed, UnusableText, and
    WasRemoved for somebody whom only a manager can approve again.
    """
    if not is_member(by):
        raise NotAllowed
    words = clean_optional(note, limit_of(Membership, "note"))
    locked = _locked(community)
    mine = Membership.objects.filter(community=locked, user=by).first()
    if mine is None:
        mine = Membership(community=locked, user=by, state=MemberState.LEFT)
    if mine.state == MemberState.ACTIVE:
        return mine
    if mine.state == MemberState.REMOVED:
        raise WasRemoved
    state = MemberState.ACTIVE if locked.is_open else MemberState.REQUESTED
    is_new = mine.state != state
    if is_new:
        mine.state, mine.since, mine.decided_by = state, timezone.now(), None
    mine.note = words if state == MemberState.REQUESTED else ""
    mine.save()
    if is_new and state == MemberState.REQUESTED:
        enqueue_join_request_mail(locked)
    elif is_new:
        access_changed(by.pk)
    return mine


def leave_community(community: Community, *, by: User) -> Membership | None:
    """Let `by` go, or take a request back; None when there was nothing to leave. Raises LastManager."""
    with sequenced() as log:
        locked = _locked(community)
        membership = Membership.objects.filter(community=locked, user=by).first()
        if membership is None or membership.state not in (MemberState.ACTIVE, MemberState.REQUESTED):
            return membership
        _keep_a_manager(membership)
        _move_out(log, membership, MemberState.LEFT, decided_by=membership.decided_by)
    return membership


@transaction.atomic
def approve_join_request(membership: Membership, *, by: User) -> Membership:
    """Make who asked a member; once is enough. Who was declined or removed can still be approved.

    Raises NotAllowed, and NothingToDecide when the request was taken back.
    """
    mine, decided = _decide(membership, by, MemberState.ACTIVE, _APPROVABLE)
    if decided:
        access_changed(mine.user_id)
        _record("cop.member_approved", mine, by)
    return mine


@transaction.atomic
def decline_join_request(membership: Membership, *, by: User) -> Membership:
    """Decline a request; once is enough. Raises NotAllowed, and NothingToDecide when none waits."""
    mine, decided = _decide(membership, by, MemberState.DECLINED, (MemberState.REQUESTED,))
    if decided:
        _record("cop.member_declined", mine, by)
    return mine


def _decide(
    membership: Membership, by: User, state: MemberState, decidable: tuple[MemberState, ...]
) -> tuple[Membership, bool]:
    """Return the locked membership in its new state, and whether that is new."""
    mine = _decidable(membership, by)
    if mine.state == state:
        return mine, False
    if mine.state not in decidable:
        raise NothingToDecide
    mine.state, mine.since, mine.decided_by, mine.note = state, timezone.now(), by, ""
    mine.save(update_fields=["state", "since", "decided_by", "note"])
    return mine, True


def remove_member(membership: Membership, *, by: User, reason: str = "") -> Membership:
    """Remove a member; only a manager can approve them again. `reason` is kept in the membership's note.

    Raises NotAllowed, LastManager, UnusableText, and NothingToDecide when they are not in.
    """
    words = clean_optional(reason, limit_of(Membership, "note"))
    with sequenced() as log:
        mine = _decidable(membership, by)
        if mine.state == MemberState.REMOVED:
            return mine
        if mine.state != MemberState.ACTIVE:
            raise NothingToDecide
        _keep_a_manager(mine)
        mine.note = words
        _move_out(log, mine, MemberState.REMOVED, decided_by=by)
        _record("cop.member_removed", mine, by)
    return mine


def set_role(membership: Membership, *, by: User, role: str) -> Membership:
    """Make a member a manager, or a manager a member again.

    Raises NotAllowed, LastManager, NothingToDecide when they are not in, ValueError for an unknown role.
    """
    role = MemberRole(role).value
    with sequenced() as log:
        mine = _decidable(membership, by)
        if mine.state != MemberState.ACTIVE:
            raise NothingToDecide
        if mine.role == role:
            return mine
        _keep_a_manager(mine)
        mine.role = role
        mine.save(update_fields=["role"])
        _record("cop.role_given", mine, by, role=role)
        log.access_changed(mine.user_id)
        if role == MemberRole.MANAGER:
            mail_new_manager(mine.community)
    return mine


def _locked(community: Community) -> Community:
    """Lock the community: who is in and who manages it changes one after the other."""
    return Community.objects.select_for_update(no_key=True).get(pk=community.pk)


def _decidable(membership: Membership, by: User) -> Membership:
    """Lock and return the membership as it is now, when `by` may decide about it."""
    locked = _locked(membership.community)
    if not can_manage(by, locked):
        raise NotAllowed
    return Membership.objects.select_related("community", "user").get(pk=membership.pk)


def _keep_a_manager(membership: Membership) -> None:
    if membership.role == MemberRole.MANAGER:
        others = Membership.objects.managers().filter(community=membership.community_id, user__is_active=True)
        if not others.exclude(pk=membership.pk).exists():
            raise LastManager


def _move_out(log: Log, membership: Membership, state: MemberState, *, decided_by: Any) -> None:
    membership.state, membership.role = state, MemberRole.MEMBER
    membership.since, membership.decided_by = timezone.now(), decided_by
    membership.save(update_fields=["state", "role", "since", "decided_by", "note"])
    log.access_changed(membership.user_id)


def _record(action: str, membership: Membership, by: User, **detail: Any) -> None:
    """Write the decision down; the person it concerns by pseudonym, as the audit trail keeps everybody."""
    detail["community"] = str(membership.community.public_id)
    audit.record(action, by=by, subject=membership.user, detail=detail)
