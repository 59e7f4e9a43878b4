"""The field of concepts that every app tags with: one for Wagtail pages, one for plain models.

Both take only concepts of their schemes, offer none that is retired, and keep a retired one that is tagged
already. Which schemes a field takes is no matter of the database: changing them needs no migration.
"""

from typing import Any

from django.db import models
from modelcluster.fields import ParentalManyToManyField
from wagtail_localize.fields import SynchronizedField

from vocabularies.form_fields import ConceptsFormField

CONCEPT = "vocabularies.Concept"


class _Concepts(models.ManyToManyField):  # type: ignore[type-arg]
    """What both fields do. `schemes` are keys, in the order in which the form shows them."""

    def __init__(self, verbose_name: Any = None, *, schemes: tuple[str, ...] = (), **options: Any) -> None:
        self.schemes = tuple(schemes)
        options = {"to": CONCEPT, "blank": True, "related_name": "+", **options}
        super().__init__(verbose_name=verbose_name, **options)

    def formfield(self, **options: Any) -> Any:
        """Return a ConceptsFormField for the schemes."""
        return super().formfield(**{"form_class": ConceptsFormField, "schemes": self.schemes, **options})


class ConceptsField(_Concepts):
    """Concepts of a plain model."""


class PageConceptsField(_Concepts, ParentalManyToManyField):  # type: ignore[misc]
    """Concepts of a Wagtail page: kept in drafts and revisions, copied with the page."""


def synchronized(name: str) -> SynchronizedField:
    """Return what a page puts into `override_translatable_fields`, so that translations get its tags."""
    return SynchronizedField(name, overridable=False)
