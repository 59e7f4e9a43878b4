"""Fixed choices of vocabularies, in the words of SKOS (W3C, 2009)."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from core.web.caching.changes import CONTENT

VOCABULARIES = f"{CONTENT}.vocabularies"  # what changes with a concept: core.web.caching.changes


class LabelKind(models.TextChoices):
    """What a label is for. There is one preferred label for each concept and language."""

    PREFERRED = "preferred", _("preferred name")
    ALTERNATIVE = "alternative", _("other name")
    HIDDEN = "hidden", _("search term, not shown")


class RelationKind(models.TextChoices):
    """The kind of relation of a concept (the subject) to another (the object)."""

    BROADER = "broader", _("is narrower than")
    RELATED = "related", _("related to")


class Origin(models.TextChoices):
    """Who keeps a row: the project's vocabulary files, or this site's editors."""

    FILE = "file", _("vocabulary file")
    EDITOR = "editor", _("editors of this site")
