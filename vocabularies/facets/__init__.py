"""Filters with counts for the lists of all apps: declare the facets of a list, then filter it."""

from vocabularies.facets.declarations import (
    PLACE_SCHEMES,
    ChoiceFacet,
    ConceptFacet,
    Facet,
    LanguageFacet,
)
from vocabularies.facets.filters import FacetSet, Filters
from vocabularies.facets.options import ChosenValue, FacetOptions, Option
from vocabularies.facets.redirects import redirect_to_clean_address
from vocabularies.facets.texts import FilterTexts

__all__ = [
    "PLACE_SCHEMES",
    "ChoiceFacet",
    "ChosenValue",
    "ConceptFacet",
    "Facet",
    "FacetOptions",
    "FacetSet",
    "FilterTexts",
    "Filters",
    "LanguageFacet",
    "Option",
    "redirect_to_clean_address",
]
