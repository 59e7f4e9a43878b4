"""Fixed choices of the portal."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class AnnouncementKind(TextChoices):
    """Why something is announced; the look follows it."""

    NOTE = "note", _("Note")
    CAUTION = "caution", _("Caution")
    LIVE = "live", _("Happening now")
