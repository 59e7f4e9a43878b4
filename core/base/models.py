"""The audit trail's rows. They are made by `core.base.audit.record` only."""

from typing import Any, NoReturn

from django.db import models
from django.utils.translation import gettext_lazy as _


class AppendOnly(Exception):
    """Somebody tried to change or delete a row that is kept as it was written."""


class AuditQuerySet(models.QuerySet["AuditEvent"]):
    """Reads as usual; refuses what would change the trail."""

    def update(self, **fields: Any) -> NoReturn:
        """Refuse with AppendOnly."""
        raise AppendOnly("Audit events are not changed.")

    def bulk_update(self, *args: Any, **kwargs: Any) -> NoReturn:
        """Refuse with AppendOnly."""
        raise AppendOnly("Audit events are not changed.")

    def delete(self) -> NoReturn:
        """Refuse with AppendOnly; `core.base.audit.delete_expired` deletes what has passed its time."""
        raise AppendOnly(
            "Only core.base.audit.delete_expired deletes audit events, once they are past their time."
        )


class AuditEvent(models.Model):
    """One decision: actor and subject by pseudonym, action as "app.verb", detail in codes and identifiers."""

    at = models.DateTimeField(_("time"))
    action = models.CharField(_("action"), max_length=80)
    actor = models.UUIDField(_("pseudonym of the actor"), null=True, blank=True)
    subject_type = models.CharField(_("kind of subject"), max_length=80, blank=True)
    subject_id = models.CharField(_("identity of the subject"), max_length=64, blank=True)
    detail = models.JSONField(_("detail"), default=dict, blank=True)
    keep_until = models.DateTimeField(_("kept until"))

    objects = AuditQuerySet.as_manager()

    class Meta:
        verbose_name = _("audit event")
        verbose_name_plural = _("audit events")
        ordering = ["-id"]
        default_permissions = ("view",)
        indexes = [
            models.Index(fields=["subject_type", "subject_id"], name="base_audit_subject"),
            models.Index(fields=["actor"], name="base_audit_actor"),
            models.Index(fields=["keep_until"], name="base_audit_keep_until"),
        ]
        constraints = [
            models.CheckConstraint(condition=~models.Q(action=""), name="base_audit_has_action"),
            models.CheckConstraint(
                condition=models.Q(keep_until__gte=models.F("at")), name="base_audit_kept_after_it_happened"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.action} {self.pk}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Insert; AppendOnly on a row that is already kept."""
        if not self._state.adding:
            raise AppendOnly("Audit events are not changed.")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        """Refuse with AppendOnly."""
        raise AppendOnly(
            "Only core.base.audit.delete_expired deletes audit events, once they are past their time."
        )
