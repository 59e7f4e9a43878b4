"""The copy of their own data that a member asked for."""

import uuid
from typing import Any

from django.conf import settings
from django.core.files.storage import Storage, storages
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.enums import ExportState
from accounts.querysets import DataExportQuerySet

FOLDER = "exports"  # in the private storage


def private_files() -> Storage:
    """Return the storage of members' private files, which has no public address."""
    return storages["private"]


def export_path(export: "DataExport", filename: str) -> str:
    """Return the file's place in the private storage; it names no person."""
    return f"{FOLDER}/{export.public_id}.zip"


class DataExport(models.Model):
    """A zip of one member's data: asked for, made in the background, deleted when it expires."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="data_exports")
    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    state = models.CharField(
        _("state"), max_length=16, choices=ExportState.choices, default=ExportState.RUNNING
    )
    requested_at = models.DateTimeField(_("asked for"), default=timezone.now)
    ready_at = models.DateTimeField(_("ready since"), null=True, blank=True)
    expires_at = models.DateTimeField(_("deleted at"), null=True, blank=True)
    file = models.FileField(_("file"), storage=private_files, upload_to=export_path, blank=True)

    objects: Any = DataExportQuerySet.as_manager()

    class Meta:
        verbose_name = _("copy of one's data")
        verbose_name_plural = _("copies of one's data")
        ordering = ["-requested_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["user"],
                condition=models.Q(state=ExportState.RUNNING),
                name="accounts_one_running_export",
            )
        ]

    def __str__(self) -> str:
        return str(self.public_id)

    @property
    def state_now(self) -> ExportState:
        """Return the state at this moment: expired at its time, also before the cleanup has run."""
        over = self.expires_at is None or self.expires_at <= timezone.now()
        return ExportState.EXPIRED if self.state == ExportState.READY and over else ExportState(self.state)

    @property
    def weight(self) -> int | None:
        """Return the file's size in bytes; None when there is no file, or it has gone."""
        try:
            return int(self.file.size) if self.file else None
        except OSError:
            return None
