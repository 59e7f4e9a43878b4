"""Fixed choices of the translation dashboard."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class State(models.TextChoices):
    """How far a page is in a language."""

    NEW = "new", _("not started")
    MISSING = "missing", _("in progress")
    STALE = "stale", _("out of date")
    READY = "ready", _("ready to publish")
    DONE = "done", _("done")
    WITHDRAWN = "withdrawn", _("withdrawn")


class FileKind(models.TextChoices):
    """The files translators work in."""

    PO = "po", _("PO (gettext)")
    XLIFF = "xlf", _("XLIFF 1.2")


class GlossaryKind(models.TextChoices):
    """The files a glossary is given in."""

    CSV = "csv", _("CSV (spreadsheet)")
    TBX = "tbx", _("TBX-Basic (term base)")
