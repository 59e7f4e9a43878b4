"""A member's wish to be erased."""

from typing import Any

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.querysets import ErasureRequestQuerySet


class ErasureRequest(models.Model):
    """Asked for by the member, carried out at `due_at` unless it is cancelled before."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="erasure_requests"
    )
    requested_at = models.DateTimeField(_("asked for"), default=timezone.now)
    due_at = models.DateTimeField(_("carried out at"))
    reminded_at = models.DateTimeField(_("reminded at"), null=True, blank=True)
    cancelled_at = models.DateTimeField(_("cancelled at"), null=True, blank=True)

    objects: Any = ErasureRequestQuerySet.as_manager()

    class Meta:
        verbose_name = _("erasure request")
        verbose_name_plural = _("erasure requests")
        ordering = ["due_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["user"],
                condition=models.Q(cancelled_at=None),
                name="accounts_one_open_erasure",
            )
        ]

    def __str__(self) -> str:
        return f"{self.due_at:%Y-%m-%d}"
