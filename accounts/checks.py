"""System checks: no demonstration account outside the demonstration, versions that can be compared."""

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register
from django.db import DatabaseError, connections


@register(Tags.database)
def no_demonstration_accounts(
    app_configs: Any = None, databases: Sequence[str] | None = None, **kwargs: Any
) -> list[CheckMessage]:
    """Refuse a database that holds accounts whose password is printed in the documentation."""
    from accounts.models import User

    if settings.DEMONSTRATION:
        return []
    found = []
    for alias in databases or []:
        try:
            with connections[alias].cursor() as cursor:
                if User._meta.db_table not in connections[alias].introspection.table_names(cursor):
                    continue
            held = User.objects.using(alias).filter(is_demonstration=True).exists()
        except DatabaseError:  # not reachable, or before its first migration: other checks speak of it
            continue
        if held:
            found.append(_refusal(alias))
    return found


def _refusal(alias: str) -> CheckMessage:
    return Error(
        f"The database {alias!r} holds demonstration accounts, whose password everybody knows.",
        hint="Start with an empty database, or delete the members with is_demonstration=True.",
        id="accounts.E001",
    )


@register(Tags.security)
def consent_versions_set(app_configs: Any = None, **kwargs: Any) -> list[CheckMessage]:
    """Refuse empty versions: nobody could tell what a member agreed to."""
    names = [name for name in ("TERMS_VERSION", "PRIVACY_VERSION") if not getattr(settings, name, "")]
    return [Error(f"{name} is empty.", id="accounts.E002") for name in names]
