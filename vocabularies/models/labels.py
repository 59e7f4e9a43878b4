"""What concepts are called and what they mean, in each language."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.base.fields import NameField, TextField
from vocabularies.enums import LabelKind, Origin
from vocabularies.models.concepts import Concept


class Label(models.Model):
    """A name: skos:prefLabel, skos:altLabel or skos:hiddenLabel.

    `is_official` says that the body that owns the vocabulary gave it in this language; a translation made by
    a machine or by us never is. `sort_key` orders names of one language as its readers expect
    (`core.base.collation.sort_key`).
    """

    concept = models.ForeignKey(Concept, on_delete=models.CASCADE, related_name="labels")
    language = models.CharField(_("language"), max_length=12, choices=settings.LANGUAGES)
    kind = models.CharField(_("kind"), max_length=12, choices=LabelKind.choices, default=LabelKind.PREFERRED)
    text = NameField(_("name"), max_length=300)
    sort_key = models.CharField(max_length=2000, editable=False)
    is_official = models.BooleanField(_("official"), default=False)
    origin = models.CharField(max_length=10, choices=Origin.choices, default=Origin.EDITOR, editable=False)

    class Meta:
        verbose_name = _("name of a concept")
        verbose_name_plural = _("names of concepts")
        constraints = [
            models.UniqueConstraint(
                fields=["concept", "language"],
                condition=Q(kind=LabelKind.PREFERRED),
                name="vocabularies_one_preferred_label",
            ),
            models.UniqueConstraint(fields=["concept", "language", "text"], name="vocabularies_label_once"),
            models.CheckConstraint(condition=Q(kind__in=LabelKind.values), name="vocabularies_label_kind"),
            models.CheckConstraint(condition=~Q(text=""), name="vocabularies_label_has_text"),
            models.CheckConstraint(
                condition=Q(language__in=[code for code, _name in settings.LANGUAGES]),
                name="vocabularies_label_language_known",
            ),
            models.CheckConstraint(
                condition=Q(origin__in=Origin.values), name="vocabularies_label_origin_known"
            ),
        ]

    def __str__(self) -> str:
        return self.text


class LabelWord(models.Model):
    """A word of a label, folded (`vocabularies.search_terms`), to find the label by the word's beginning."""

    label = models.ForeignKey(Label, on_delete=models.CASCADE, related_name="words")
    word = models.CharField(max_length=80)

    class Meta:
        verbose_name = _("word of a name")
        verbose_name_plural = _("words of names")
        constraints = [models.UniqueConstraint(fields=["label", "word"], name="vocabularies_word_once")]
        # Beginnings are found by bytes (vocabularies.lookups), whatever collation the database was made with.
        indexes = [
            models.Index(
                fields=["word", "label"],
                name="vocabularies_words",
                opclasses=["varchar_pattern_ops", "int8_ops"],
            )
        ]

    def __str__(self) -> str:
        return self.word


class Definition(models.Model):
    """What a concept means, in one language: skos:definition."""

    concept = models.ForeignKey(Concept, on_delete=models.CASCADE, related_name="definitions")
    language = models.CharField(_("language"), max_length=12, choices=settings.LANGUAGES)
    text = TextField(_("definition"), max_length=4000)
    is_official = models.BooleanField(_("official"), default=False)
    origin = models.CharField(max_length=10, choices=Origin.choices, default=Origin.EDITOR, editable=False)

    class Meta:
        verbose_name = _("definition")
        verbose_name_plural = _("definitions")
        constraints = [
            models.UniqueConstraint(fields=["concept", "language"], name="vocabularies_one_definition"),
            models.CheckConstraint(
                condition=Q(language__in=[code for code, _name in settings.LANGUAGES]),
                name="vocabularies_definition_language_known",
            ),
            models.CheckConstraint(
                condition=Q(origin__in=Origin.values), name="vocabularies_definition_origin_known"
            ),
        ]

    def __str__(self) -> str:
        return self.text[:60]
