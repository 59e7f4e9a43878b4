"""Who may do what with an account."""

from typing import Any

from django.db.models import Q

from core.base.rules import is_member, is_operator, rule
from core.base.users import AnyUser


@rule
def owns_export(user: AnyUser, obj: Any = None) -> bool:
    """The member who asked for the copy of their data; nobody else, operators included."""
    return is_member(user) and obj is not None and obj.user_id == user.pk


@owns_export.query
def _own_exports(user: AnyUser) -> Q:
    return Q(user_id=user.pk) if user.is_authenticated else Q(pk__in=[])


def _has_no_more_rights(user: AnyUser, other: Any) -> bool:
    """Return whether the other account has no right that `user` lacks."""
    if user.is_superuser or other is None:
        return True
    own = set(user.groups.values_list("pk", flat=True))
    theirs = set(other.groups.values_list("pk", flat=True))
    return not other.is_superuser and theirs <= own and not other.user_permissions.exists()


@rule
def can_erase_members(user: AnyUser, obj: Any = None) -> bool:
    """Erase another's account: who has the right to delete members, but no account with more rights."""
    return is_member(user) and user.has_perm("accounts.delete_user") and _has_no_more_rights(user, obj)


@rule
def can_make_members(user: AnyUser, obj: Any = None) -> bool:
    """Make accounts for other people: who has the right to add members (administrators, at first)."""
    return is_member(user) and user.has_perm("accounts.add_user")


@rule
def can_change_member(user: AnyUser, obj: Any = None) -> bool:
    """Change another's account: who has the right to.

    Who changes an address and a password can sign in with them, so an account with more rights than one's
    own is an administrator's to change: another administrator's, and that of a group one is not in.
    """
    return is_member(user) and user.has_perm("accounts.change_user") and _has_no_more_rights(user, obj)


@rule
def can_change_groups(user: AnyUser, obj: Any = None) -> bool:
    """Decide which rights a group gives and who is in it: administrators."""
    return is_operator(user)
