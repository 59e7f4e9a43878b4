"""The same page in the other languages, and which of them are really translated."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import translate_url
from django.utils import translation
from django.utils.text import capfirst
from django.utils.translation import get_language_info
from wagtail.models import Page, Site


@dataclass(frozen=True)
class LanguageLink:
    """The page in one language: where it is, and whether its text is written in that language."""

    code: str
    name: str
    url: str
    current: bool
    translated: bool


@dataclass(frozen=True)
class ContentLanguage:
    """The language a page's text is written in, when it is not the one that was asked for."""

    code: str
    direction: str
    shown: str
    wanted: str


def offered_languages(request: HttpRequest) -> list[str]:
    """Give the codes a reader of this site may choose: complete interface, and a page tree."""
    site = Site.find_for_request(request)
    trees = {row.language_code for row in Site.get_site_root_paths() if site and row.site_id == site.pk}
    here = translation.get_language()
    return [code for code in settings.INTERFACE_LANGUAGES if code in trees or code == here or not trees]


def language_links(request: HttpRequest, page: Page | None) -> list[LanguageLink]:
    """Give this very page in each offered language; the query string is kept."""
    codes, here = offered_languages(request), translation.get_language()
    places = _places_of_page(request, page, codes) if page is not None else _places_of_view(request, codes)
    links = []
    for code in codes:
        address, translated = places[code]
        name = capfirst(get_language_info(code)["name_local"])
        links.append(LanguageLink(code, name, address, code == here, translated))
    return links


def content_language(page: Any) -> ContentLanguage | None:
    """Say in which language the page's text is shown when it is not the reader's; None when it is."""
    written, wanted = page.content_language, translation.get_language() or settings.LANGUAGE_CODE
    if written == wanted:
        return None
    info = get_language_info(written)
    return ContentLanguage(
        code=written,
        direction="rtl" if info["bidi"] else "ltr",
        shown=info["name_translated"],
        wanted=get_language_info(wanted)["name_translated"],
    )


def _places_of_page(request: HttpRequest, page: Page, codes: list[str]) -> dict[str, tuple[str, bool]]:
    """Give (address, really translated) of a Wagtail page in each language."""
    query = request.META.get("QUERY_STRING", "")
    tail = f"?{query}" if query else ""
    rows = Page.objects.filter(translation_key=page.translation_key).live().select_related("locale")
    found = {row.locale.language_code: row for row in rows}
    places = {}
    for code in codes:
        row = found.get(code)
        address = row.get_url(request) if row else f"/{code}/"
        places[code] = (f"{address}{tail}" if row else address, bool(row and row.alias_of_id is None))
    return places


def _places_of_view(request: HttpRequest, codes: list[str]) -> dict[str, tuple[str, bool]]:
    """Give (address, True) of any other address in each language; the front page where it has none."""
    full = request.get_full_path()
    places = {}
    for code in codes:
        address = translate_url(full, code)
        same = address == full and code != translation.get_language()
        places[code] = (f"/{code}/" if same else address, not same)
    return places
