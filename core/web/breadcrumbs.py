"""Breadcrumbs: the path from the top of a section to the page that is shown."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest

from core.web.translation_status import written_in


@dataclass(frozen=True)
class Breadcrumb:
    """A title with the address it links to, empty for the page itself; `lang` is the title's language.

    An empty `lang` means the language of the page.
    """

    title: Any
    url: str = ""
    lang: str = ""


def of_pages(request: HttpRequest, above: Iterable[Any], page: Any) -> list[Breadcrumb]:
    """Return the breadcrumbs of a Wagtail page below the pages `above`, the topmost first."""
    parents = [Breadcrumb(one.title, one.get_url(request) or "", written_in(one)) for one in above]
    return [*parents, Breadcrumb(page.title, lang=written_in(page))]
