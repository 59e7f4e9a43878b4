"""Naming concepts in a form by vocabulary and identifier, one a line: `countries/ke`."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from vocabularies.models import Concept

MOST = 200  # references in one field


def reference(concept: Concept) -> str:
    """Give how a concept is named in such a field."""
    return f"{concept.scheme.key}/{concept.identifier}"


class ReferencesField(forms.CharField):
    """Concepts, one reference a line; cleans to a list of Concepts, each once, in the order written."""

    widget: Any = forms.Textarea(attrs={"rows": 3, "dir": "ltr", "spellcheck": "false"})

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault(
            "help_text",
            _("One a line: the key of the vocabulary, a slash, the identifier. Example: countries/ke"),
        )
        super().__init__(**{"required": False, "max_length": MOST * 125, **kwargs})

    def clean(self, value: Any) -> Any:
        """Give the concepts; ValidationError names each line that leads to none."""
        lines = [line.strip() for line in super().clean(value).splitlines() if line.strip()]
        if len(lines) > MOST:
            raise ValidationError(_("Name at most %(most)s concepts here."), params={"most": MOST})
        found = self._found(lines)
        unknown = [line for line in lines if line.lower() not in found]
        if unknown:
            raise ValidationError(
                [
                    ValidationError(_("There is no concept “%(line)s”."), params={"line": line[:120]})
                    for line in unknown[:10]
                ]
            )
        return list(dict.fromkeys(found[line.lower()] for line in lines))

    @staticmethod
    def _found(lines: list[str]) -> dict[str, Concept]:
        wanted = Q(pk__in=[])
        for line in lines:
            scheme, _slash, identifier = line.partition("/")
            wanted |= Q(scheme__key__iexact=scheme, identifier__iexact=identifier)
        rows = Concept.objects.filter(wanted).select_related("scheme")
        return {reference(concept).lower(): concept for concept in rows}


class ReferenceField(ReferencesField):
    """One concept, or None when left empty and not required."""

    widget = forms.TextInput(attrs={"dir": "ltr", "spellcheck": "false"})

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault(
            "help_text",
            _("The key of the vocabulary, a slash, the identifier. Example: cbd-subjects/CBD-SUBJECT-KM"),
        )
        super().__init__(**kwargs)

    def clean(self, value: Any) -> Any:
        """Give the concept or None; ValidationError when it leads to none."""
        found = super().clean(value)
        return found[0] if found else None
