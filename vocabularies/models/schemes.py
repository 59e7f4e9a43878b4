"""Concept schemes."""

from django.conf import settings
from django.db import models
from django.db.models.functions import Lower
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from vocabularies.enums import Origin


class Scheme(models.Model):
    """A vocabulary: skos:ConceptScheme.

    `titles` and `notes` are texts by language code ({"en": "...", "fr": "..."}); English is always there.
    `source` says whose vocabulary it is and where it was taken from; `source_url` leads there.
    """

    key = models.SlugField(_("key"), max_length=40, unique=True, help_text=_("Part of its address."))
    titles = models.JSONField(_("titles"), default=dict)
    notes = models.JSONField(_("notes"), default=dict, blank=True)
    source = models.CharField(_("source"), max_length=300, blank=True)
    source_url = models.URLField(_("address of the source"), max_length=500, blank=True)
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    origin = models.CharField(max_length=10, choices=Origin.choices, default=Origin.EDITOR, editable=False)

    class Meta:
        verbose_name = _("vocabulary")
        verbose_name_plural = _("vocabularies")
        ordering = ["position", "key"]
        constraints = [
            models.UniqueConstraint(Lower("key"), name="vocabularies_scheme_key_unique"),
            models.CheckConstraint(
                condition=models.Q(origin__in=Origin.values), name="vocabularies_scheme_origin_known"
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def title(self) -> str:
        """Its title in the reader's language, else in English."""
        return self._in_language(self.titles) or self.key

    @property
    def note(self) -> str:
        """What it is for, in the reader's language, else in English; may be empty."""
        return self._in_language(self.notes)

    @staticmethod
    def _in_language(texts: dict[str, str]) -> str:
        wanted = translation.get_language() or settings.LANGUAGE_CODE
        return texts.get(wanted) or texts.get("en", "")
