"""What the editors' admin changes in communities: creation, settings and managers."""

from typing import Any

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from cop.enums import JoinPolicy, MemberRole, MemberState
from cop.errors import NotAllowed
from cop.models import Community, Membership
from cop.rules import can_administer_communities, can_create_community
from cop.services.communities import edit_community
from cop.services.join_request_mails import mail_new_manager
from core.base import audit
from core.base.rules import is_member
from core.realtime.log import EVERYBODY, access_changed

SETTINGS = ("slug", "language", "join_policy")


@transaction.atomic
def create_community(*, by: User, manager: Any, **fields: Any) -> Community:
    """Create a community with its first manager; `fields` are those of the model, already validated.

    Raises NotAllowed when `by` may not create one, or when the manager has no active account.
    """
    if not can_create_community(by):
        raise NotAllowed
    community = Community.objects.create(**fields)
    audit.record(
        "cop.community_created", by=by, subject=community, detail={"join_policy": community.join_policy}
    )
    _appoint(community, by=by, user=manager)
    return community


@transaction.atomic
def change_settings(
    community: Community, *, by: User, slug: str, language: str, join_policy: str
) -> Community:
    """Change the address, the language and who may join; the values are already validated.

    Closing an open community has all sockets checked, because nobody knows who reads it. Raises NotAllowed.
    """
    if not can_administer_communities(by, community):
        raise NotAllowed
    locked = Community.objects.select_for_update(no_key=True).get(pk=community.pk)
    wanted = {"slug": slug, "language": language, "join_policy": JoinPolicy(join_policy).value}
    before = {name: getattr(locked, name) for name in SETTINGS}
    changed = {name: value for name, value in wanted.items() if before[name] != value}
    if changed:
        for name, value in changed.items():
            setattr(locked, name, value)
        locked.save(update_fields=list(changed))
        detail = {name: [before[name], value] for name, value in changed.items()}
        audit.record("cop.community_settings_changed", by=by, subject=locked, detail=detail)
    if changed.get("join_policy") == JoinPolicy.BY_REQUEST:
        access_changed(EVERYBODY)
    return locked


@transaction.atomic
def administer_community(community: Community, *, by: User, manager: Any = None, **fields: Any) -> Community:
    """Change everything that the admin's form shows; `manager` becomes one more manager. Raises CopError."""
    settings = {name: fields.pop(name) for name in SETTINGS}
    edit_community(community, by=by, **fields)
    changed = change_settings(community, by=by, **settings)
    if manager is not None:
        appoint_manager(changed, by=by, user=manager)
    return changed


@transaction.atomic
def appoint_manager(community: Community, *, by: User, user: User) -> Membership:
    """Make somebody a manager, in whatever state they were before; once is enough. Raises NotAllowed."""
    if not can_administer_communities(by, community):
        raise NotAllowed
    return _appoint(community, by=by, user=user)


def _appoint(community: Community, *, by: User, user: User) -> Membership:
    if not is_member(user):
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
        access_changed(user.pk)
        mail_new_manager(locked)
    return mine
