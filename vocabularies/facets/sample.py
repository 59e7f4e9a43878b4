"""An invented list with filters, for the style guide. It needs no database."""

from dataclasses import dataclass

from django.db.models import TextChoices
from django.http import QueryDict

from vocabularies.facets.declarations import ChoiceFacet, LanguageFacet
from vocabularies.facets.filters import FacetSet, Filters


class Length(TextChoices):
    """How long an invented thing is."""

    SHORT = "short", "Up to 1 hour"
    LONG = "long", "More than 1 hour"


@dataclass(frozen=True)
class Row:
    """An invented thing."""

    language: str
    length: Length


ROWS = [Row("en", Length.SHORT), Row("fr", Length.SHORT), Row("ar", Length.SHORT), Row("en", Length.LONG)]
FACETS = FacetSet(LanguageFacet("language", "Language"), ChoiceFacet("length", "Length", Length))


def sample_filters() -> Filters:
    """Return filters with two choices that together find nothing, and a value nobody knows."""
    return FACETS.filter(ROWS, QueryDict("language=ar&length=long&length=endless"))
