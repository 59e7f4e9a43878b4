"""Anonymises an account that other rows protect from deletion."""

import uuid

from accounts.models import User


def anonymise(user: User) -> None:
    """Remove everything from the account that identifies a person; nobody can sign in to it."""
    user.email = f"{uuid.uuid4()}@erased.invalid"
    user.display_name = "Erased member"
    user.public_id, user.pseudonym = uuid.uuid4(), uuid.uuid4()
    user.time_zone, user.last_login = "UTC", None
    user.is_active = user.is_staff = user.is_superuser = False
    user.set_unusable_password()
    user.save()
    user.groups.clear()
    user.user_permissions.clear()
