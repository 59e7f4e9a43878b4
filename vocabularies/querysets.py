"""The language of queries about concepts."""

from typing import Any, Self

from django.db.models import Case, CharField, F, IntegerField, OuterRef, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce
from django.utils import translation

from vocabularies.enums import LabelKind


class ConceptQuerySet(QuerySet[Any]):
    """Concepts."""

    def current(self) -> Self:
        """Keep those that are not retired."""
        return self.filter(retired_at__isnull=True)

    def in_schemes(self, *keys: str) -> Self:
        """Keep those of the schemes with these keys."""
        return self.filter(scheme__key__in=keys)

    def below(self, concept: Any) -> Self:
        """Keep the concept and all that is narrower than it, at any depth."""
        return self.filter(ancestry__ancestor=concept)

    def named(self, language: str | None = None) -> Self:
        """Add `name`, `name_language` and `name_sort`: the preferred label in `language` (the reader's when
        None), else the English one, else any, else the identifier with an empty language; and order by it.

        The name is plain text; show it with `lang` where `name_language` is not the reader's.
        """
        wanted = language or translation.get_language() or "en"
        label: Any = self.model._meta.get_field("labels").related_model
        labels = (
            label.objects.filter(concept=OuterRef("pk"), kind=LabelKind.PREFERRED)
            .annotate(
                rank=Case(
                    When(language=wanted, then=Value(0)),
                    When(language="en", then=Value(1)),
                    default=Value(2),
                    output_field=IntegerField(),
                )
            )
            .order_by("rank", "language")
        )
        return self.annotate(
            name=Coalesce(Subquery(labels.values("text")[:1]), F("identifier")),
            name_language=Coalesce(
                Subquery(labels.values("language")[:1]), Value(""), output_field=CharField()
            ),
            name_sort=Coalesce(Subquery(labels.values("sort_key")[:1]), F("identifier")),
        )

    def by_name(self, language: str | None = None) -> Self:
        """Order by name as readers of the language expect."""
        return self.named(language).order_by("name_sort", "identifier")

    def in_order(self) -> Self:
        """Order by scheme, then the scheme's own order."""
        return self.order_by("scheme__position", "scheme__key", "position", "identifier")
