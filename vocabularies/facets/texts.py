"""What a page says about its filters."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy


@dataclass(frozen=True)
class FilterTexts:
    """The sentences of one kind of list, lazily translated.

    `found`, `without` and `show_all` are plural forms of `number`; `without` has a `name`, too.
    """

    label: Any
    submit: Any
    found: Any
    none_found: Any
    without: Any
    show_all: Any


# For a list whose things have no sentences of their own.
RESULT_TEXTS = FilterTexts(
    label=_("Filter this list"),
    submit=_("Show results"),
    found=ngettext_lazy("%(number)s result found", "%(number)s results found", "number"),
    none_found=_("Nothing matches all of these choices"),
    without=ngettext_lazy(
        "Without “%(name)s” there is %(number)s result",
        "Without “%(name)s” there are %(number)s results",
        "number",
    ),
    show_all=ngettext_lazy("Show %(number)s result", "Show all %(number)s results", "number"),
)
