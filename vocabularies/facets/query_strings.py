"""Reading the values of facets from an address, and writing addresses that can be passed on."""

import re
from collections.abc import Collection, Iterable
from urllib.parse import urlencode

from django.http import QueryDict

MOST_VALUES = 30  # of one facet
LONGEST_VALUE = 80  # characters
PASSTHROUGH_LENGTH = 600  # characters of an address for what is no filter
PAGE = "page"
IDENTIFIER = re.compile(rf"[A-Za-z0-9][A-Za-z0-9._+-]{{0,{LONGEST_VALUE - 1}}}")

Pairs = list[tuple[str, str]]


def values_of(query: QueryDict, key: str) -> list[str]:
    """Return the values of a facet, each once: at most MOST_VALUES."""
    values = dict.fromkeys(value.strip()[:LONGEST_VALUE] for value in query.getlist(key))
    return [value for value in values if value][:MOST_VALUES]


def other_params(query: QueryDict, keys: Collection[str]) -> Pairs:
    """Return the parameters that are no filters, as far as there is room: each link repeats them."""
    params: Pairs = []
    for pair in ((key, value) for key in query if key not in keys for value in query.getlist(key)):
        if len(urlencode([*params, pair])) > PASSTHROUGH_LENGTH:
            break
        params.append(pair)
    return params


def without_page(params: Iterable[tuple[str, str]]) -> Pairs:
    """Leave the page number out: another choice leads to the first page of another list."""
    return [(key, value) for key, value in params if key != PAGE]
