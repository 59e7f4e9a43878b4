"""The filters of a list in tests, and the count of each option."""

from typing import Any

from django.http import QueryDict

from vocabularies.facets import FacetSet, Filters


def filter_list(facets: FacetSet, things: Any, query: str | QueryDict = "") -> Filters:
    """Return the filters of a list for a query string."""
    return facets.filter(things, QueryDict(query) if isinstance(query, str) else query)


def option_counts(filters: Filters) -> dict[tuple[str, str], int]:
    """Return the count of each option by facet and value."""
    return {
        (facet.key, option.value): option.count
        for facet in filters.facets
        for _heading, options in facet.groups
        for option in options
    }
