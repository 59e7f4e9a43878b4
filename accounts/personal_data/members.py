"""The member's own record, their consents, exports and erasure requests."""

from functools import partial
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import Consent, DataExport, ErasureRequest, User
from accounts.personal_data.exporters import delete, rows
from core.base.personal_data_registry import PersonalData, Retention

WITH_THE_ACCOUNT = _("as long as the account exists")
OWN_COLUMNS = (
    "email",
    "display_name",
    "language",
    "time_zone",
    "text_language",
    "pictures",
    "public_id",
    "date_joined",
    "last_login",
    "is_active",
    "is_staff",
    "is_superuser",
)


def _person(user: User) -> list[dict[str, Any]]:
    return list(User.objects.filter(pk=user.pk).values(*OWN_COLUMNS))


def _roles(user: User) -> list[dict[str, Any]]:
    return [{"group": name} for name in user.groups.order_by("name").values_list("name", flat=True)]


def _permissions(user: User) -> list[dict[str, Any]]:
    codenames = user.user_permissions.order_by("codename").values_list("codename", flat=True)
    return [{"codename": name} for name in codenames]


def _leave_groups(user: User) -> None:
    user.groups.clear()


def _lose_permissions(user: User) -> None:
    user.user_permissions.clear()


def _erase_exports(user: User) -> None:
    """Delete the rows now and their files once that is certain."""
    files = [(export.file.storage, str(export.file.name)) for export in user.data_exports.exclude(file="")]
    user.data_exports.all().delete()
    for storage, name in files:
        transaction.on_commit(partial(storage.delete, name))


# The user row itself is removed by the erasure service, last.
ENTRIES = [
    PersonalData(
        User,
        export=_person,
        retention=Retention(WITH_THE_ACCOUNT, _("To know you, to greet you and to write to you.")),
        order=1000,
    ),
    PersonalData(
        User.groups.through,
        export=_roles,
        erase=_leave_groups,
        retention=Retention(WITH_THE_ACCOUNT, _("To let you do what your roles allow.")),
    ),
    PersonalData(
        User.user_permissions.through,
        export=_permissions,
        erase=_lose_permissions,
        retention=Retention(WITH_THE_ACCOUNT, _("To let you do what was allowed to you alone.")),
    ),
    PersonalData(
        Consent,
        export=rows(Consent, "user", "document", "version", "given_at"),
        erase=delete(Consent, "user"),
        retention=Retention(WITH_THE_ACCOUNT, _("To show what you agreed to, and when.")),
    ),
    PersonalData(
        DataExport,
        export=rows(DataExport, "user", "state", "requested_at", "ready_at", "expires_at"),
        erase=_erase_exports,
        retention=Retention(
            _("the file 7 days, the record as long as the account exists"),
            _("To give you the copy of your data that you asked for."),
        ),
    ),
    PersonalData(
        ErasureRequest,
        export=rows(ErasureRequest, "user", "requested_at", "due_at", "reminded_at", "cancelled_at"),
        erase=delete(ErasureRequest, "user"),
        retention=Retention(WITH_THE_ACCOUNT, _("To carry out your wish, or your change of mind.")),
        order=900,
    ),
]
