"""Check completion when members join or leave a group, which opens or closes private lessons to them."""

from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.db.models import Q
from django.db.models.signals import m2m_changed, pre_delete

from core.jobs import enqueue_each
from learning import signals
from learning.models import Enrolment


def connect() -> None:
    """Listen to changes of members' groups."""
    through = get_user_model().groups.through
    m2m_changed.connect(members_changed, through, dispatch_uid="learning.members_of_groups")
    pre_delete.connect(group_deleted, Group, dispatch_uid="learning.group_deleted")


def members_changed(instance: Any, action: str, reverse: bool, pk_set: Any, **kwargs: Any) -> None:
    """Receive m2m_changed of a member's groups, or of a group's members (`reverse`)."""
    if action in ("post_add", "post_remove") and pk_set:
        _recheck(Q(user__in=pk_set) if reverse else Q(user=instance.pk))
    elif action == "pre_clear":
        _recheck(Q(user__groups=instance.pk) if reverse else Q(user=instance.pk))


def group_deleted(instance: Group, **kwargs: Any) -> None:
    """Check completion of the members of a group that is about to be deleted."""
    _recheck(Q(user__groups=instance.pk))


def _recheck(members: Q) -> None:
    """Check later what these members have completed: one job each, as the change may be undone."""
    waiting = Enrolment.objects.active().filter(members, completed_at__isnull=True)
    users = waiting.order_by("user").values_list("user", flat=True).distinct()
    enqueue_each("learning.complete_member", users, run_at=signals.clock() + signals.WAIT)
