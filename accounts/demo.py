"""The demonstration accounts of `make run`: one per role, clearly marked, never outside the embedded mode."""

from dataclasses import dataclass

from allauth.account.models import EmailAddress
from django.conf import settings
from django.contrib.auth.models import Group
from django.core.exceptions import ImproperlyConfigured
from django.db import transaction

from accounts.models import User
from accounts.services.consents import give_consent

DOMAIN = "demo.km4b.example"
PASSWORD = "km4b-demo"  # noqa: S105  (printed by `make run`; these accounts exist nowhere else)


@dataclass(frozen=True)
class Role:
    """One demonstration account."""

    name: str
    groups: tuple[str, ...] = ()
    superuser: bool = False


ROLES = (
    Role("learner"),
    Role("captain"),
    Role("juror"),
    Role("manager"),
    Role("expert"),
    Role("focalpoint"),
    Role("editor", groups=("Editors", "Moderators")),
    Role("admin", superuser=True),
)
SHOWN = {
    "learner": "Learner (demonstration)",
    "captain": "Team captain (demonstration)",
    "juror": "Juror (demonstration)",
    "manager": "Community manager (demonstration)",
    "expert": "Expert (demonstration)",
    "focalpoint": "Focal point (demonstration)",
    "editor": "Editor (demonstration)",
    "admin": "Administrator (demonstration)",
}


def load() -> dict[str, User]:
    """Make or restore the demonstration accounts; return them by role name.

    Safe to repeat. Raises ImproperlyConfigured where DEMO is off.
    """
    if not settings.DEMO:
        raise ImproperlyConfigured("Demonstration accounts exist only where DEMO is on.")
    return {role.name: _make(role) for role in ROLES}


@transaction.atomic
def _make(role: Role) -> User:
    email = f"{role.name}@{DOMAIN}"
    user, made = User.objects.get_or_create(
        email=email, defaults={"display_name": SHOWN[role.name], "is_demo": True}
    )
    if made:
        user.set_password(PASSWORD)
    user.display_name, user.is_demo = SHOWN[role.name], True
    user.is_staff = user.is_superuser = role.superuser
    user.save()
    user.groups.set(Group.objects.filter(name__in=role.groups))
    EmailAddress.objects.update_or_create(
        user=user, email=email, defaults={"verified": True, "primary": True}
    )
    give_consent(user)
    return user
