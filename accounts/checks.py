"""System checks: no demonstration accounts elsewhere, comparable versions, normal addresses."""

from collections.abc import Callable, Sequence
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, Warning, register
from django.core.exceptions import ValidationError
from django.db import DatabaseError, connections

from core.base.email_addresses import normalize_email, validate_address

SHOWN = 20  # ids in a warning


@register(Tags.database)
def no_demo_accounts(
    app_configs: Any = None, databases: Sequence[str] | None = None, **kwargs: Any
) -> list[CheckMessage]:
    """Refuse a database that holds accounts whose password is printed in the documentation."""
    if settings.DEMO:
        return []
    return [
        _refusal(alias)
        for alias in databases or []
        if _read(alias, lambda users: users.filter(is_demo=True).exists())
    ]


@register(Tags.database)
def addresses_are_normal(
    app_configs: Any = None, databases: Sequence[str] | None = None, **kwargs: Any
) -> list[CheckMessage]:
    """Warn of members whose address is not in the form that is looked up, or is refused to new members.

    In its normal form such an address belongs to another account: otherwise a migration changed it.
    """
    found: list[CheckMessage] = []
    for alias in databases or []:
        stored = _read(alias, lambda users: list(users.order_by("pk").values_list("pk", "email"))) or []
        odd = [pk for pk, address in stored if normalize_email(address) != address]
        refused = [
            pk for pk, address in stored if _is_refused(address) and normalize_email(address) == address
        ]
        found += [_collision(alias, odd)] * bool(odd) + [_refused(alias, refused)] * bool(refused)
    return found


def _is_refused(address: str) -> bool:
    try:
        validate_address(address)
    except ValidationError:
        return True
    return False


def _read(alias: str, question: Callable[[Any], Any]) -> Any:
    """Return what `question` finds among the members; None where the database cannot be read yet."""
    from accounts.models import User

    try:
        with connections[alias].cursor() as cursor:
            if User._meta.db_table not in connections[alias].introspection.table_names(cursor):
                return None
        return question(User.objects.using(alias))
    except DatabaseError:  # not reachable, or before its first migration: other checks report it
        return None


def _members(ids: list[int]) -> str:
    """Return the first of these ids, and how many there are where they are more."""
    shown = f"members {ids[:SHOWN]}"
    return f"{shown} and more, {len(ids)} in all," if len(ids) > SHOWN else shown


def _collision(alias: str, ids: list[int]) -> CheckMessage:
    return Warning(
        f"In the database {alias!r}, {_members(ids)} have an address that is another's in its normal form.",
        hint="They cannot sign in by it. Find out which account is used, and erase or change the other.",
        id="accounts.W001",
    )


def _refused(alias: str, ids: list[int]) -> CheckMessage:
    return Warning(
        f"In the database {alias!r}, {_members(ids)} have an address that would be refused to a new member.",
        hint="They can sign in, but mail may not reach them. Ask them for another address.",
        id="accounts.W002",
    )


def _refusal(alias: str) -> CheckMessage:
    return Error(
        f"The database {alias!r} holds demonstration accounts, whose password everybody knows.",
        hint="Start with an empty database, or delete the members with is_demo=True.",
        id="accounts.E001",
    )


@register(Tags.security)
def consent_versions_set(app_configs: Any = None, **kwargs: Any) -> list[CheckMessage]:
    """Refuse empty versions: nobody could know what a member agreed to."""
    names = [name for name in ("TERMS_VERSION", "PRIVACY_VERSION") if not getattr(settings, name, "")]
    return [Error(f"{name} is empty.", id="accounts.E002") for name in names]
