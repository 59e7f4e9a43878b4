"""Template tags of vocabularies: the neighbours of a page in a list that is narrowed, a sample of filters."""

from typing import Any

from django import template
from django.core.paginator import Page

from vocabularies.facets import Filters, sample

register = template.Library()


def _at(query: str, number: int) -> str:
    return f"{query}{'' if query == '?' else '&'}page={number}"


@register.filter
def before(page: Page[Any], query: str) -> str:
    """Return the query of the page before this one; empty on the first. `query` begins with "?"."""
    return _at(query, page.previous_page_number()) if page.has_previous() else ""


@register.filter
def after(page: Page[Any], query: str) -> str:
    """Return the query of the page after this one; empty on the last."""
    return _at(query, page.next_page_number()) if page.has_next() else ""


@register.simple_tag
def sample_filters() -> Filters:
    """Return the filters of an invented list, for the style guide."""
    return sample.sample_filters()
