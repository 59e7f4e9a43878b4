"""Closed lists of accounts."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Document(models.TextChoices):
    """What a member agrees to; the version in force is a setting."""

    TERMS = "terms", _("Terms of use")
    PRIVACY = "privacy", _("Privacy notice")


class ExportState(models.TextChoices):
    """The state of a copy of one's own data."""

    RUNNING = "running", _("in preparation")
    READY = "ready", _("ready")
    FAILED = "failed", _("could not be made")
    EXPIRED = "expired", _("deleted after its time")
