"""Who may do what with an account."""

from typing import Any

from django.db.models import Q

from core.rules import is_member, rule


@rule
def owns_export(user: Any, obj: Any = None) -> bool:
    """The member who asked for the copy of their data; nobody else, operators included."""
    return is_member(user) and obj is not None and obj.user_id == user.pk


@owns_export.query
def _own_exports(user: Any) -> Q:
    return Q(user_id=user.pk) if user.is_authenticated else Q(pk__in=[])


@rule
def can_erase_members(user: Any, obj: Any = None) -> bool:
    """Erase other people's accounts: who has the right to delete members (administrators, at first)."""
    return is_member(user) and user.has_perm("accounts.delete_user")


@rule
def can_make_members(user: Any, obj: Any = None) -> bool:
    """Make accounts for other people: who has the right to add members (administrators, at first)."""
    return is_member(user) and user.has_perm("accounts.add_user")


@rule
def can_change_member(user: Any, obj: Any = None) -> bool:
    """Change another's account: who has the right to; an administrator's only another administrator."""
    if not (is_member(user) and user.has_perm("accounts.change_user")):
        return False
    return user.is_superuser or obj is None or not obj.is_superuser
