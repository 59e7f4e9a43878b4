"""Questions asked of the tables of accounts."""

from datetime import datetime
from typing import Any, Self

from django.db import models
from django.utils import timezone

from accounts.enums import ExportState
from accounts.rules import owns_export
from core.base.users import AnyUser


class DataExportQuerySet(models.QuerySet[Any]):
    """Copies of members' own data."""

    def visible_to(self, user: AnyUser) -> Self:
        """Keep what `user` asked for."""
        return self.filter(owns_export.q(user))

    def running(self) -> Self:
        """Keep those that are being made."""
        return self.filter(state=ExportState.RUNNING)

    def downloadable(self, at: datetime | None = None) -> Self:
        """Keep those that are ready and have not expired at `at` (now)."""
        return self.filter(state=ExportState.READY, expires_at__gt=at or timezone.now())

    def past_their_time(self, at: datetime | None = None) -> Self:
        """Keep those whose file has to go."""
        return self.filter(state=ExportState.READY, expires_at__lte=at or timezone.now())


class ErasureRequestQuerySet(models.QuerySet[Any]):
    """Members' wishes to be erased."""

    def open(self) -> Self:
        """Keep those not cancelled."""
        return self.filter(cancelled_at=None)

    def due(self, at: datetime | None = None) -> Self:
        """Keep the open ones whose day has come."""
        return self.open().filter(due_at__lte=at or timezone.now())
