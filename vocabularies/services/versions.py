"""Recording a change of the vocabularies: in the audit trail, and as a new version of their data."""

import uuid
from typing import Any

from core.base import audit
from core.base.users import AbstractUser
from vocabularies.models import DataVersion


def record_change(
    action: str, *, by: AbstractUser | None = None, subject: Any = None, detail: dict[str, Any] | None = None
) -> None:
    """Record what `by` did to `subject`, and give the data a new version, in the caller's transaction.

    Called last, since the version is locked until the transaction ends: who changes relations holds the
    tree's lock and who changes a concept holds the concept before, so that no two wait for each other.
    """
    audit.record(action, by=by, subject=subject, detail=detail)
    if not DataVersion.objects.filter(pk=DataVersion.ONLY).update(token=uuid.uuid4()):
        DataVersion.objects.get_or_create(pk=DataVersion.ONLY)
