"""The same page in the other languages, and which of them are really translated."""

from dataclasses import dataclass, replace

from django.conf import settings
from django.http import HttpRequest
from django.urls import translate_url
from django.utils import translation
from django.utils.text import capfirst
from django.utils.translation import get_language_info
from wagtail.models import Page, Site

from core.web.reader_preferences import PARAMETER
from core.web.translation_status import incomplete_translations


@dataclass(frozen=True)
class LanguageLink:
    """The page in one language. `url` keeps the query string; `address` is absolute, without it."""

    code: str
    name: str
    url: str
    address: str
    current: bool
    translated: bool


@dataclass(frozen=True)
class LanguageNotice:
    """The language of a page's text, when it is not that of the interface.

    Where the reader chose it, `back` is the query that shows the page's own text, and `own` the name of its
    language.
    """

    code: str
    direction: str
    shown: str
    wanted: str
    back: str = ""
    own: str = ""


@dataclass(frozen=True)
class TextLink:
    """A link to the text in another language; the interface keeps its language."""

    code: str
    name: str
    query: str


@dataclass(frozen=True)
class Languages:
    """What one request may say about languages; `canonical` is the source's address of a copy."""

    links: list[LanguageLink]
    notice: LanguageNotice | None = None
    canonical: str = ""
    texts: tuple[TextLink, ...] = ()
    begun: tuple[
        LanguageLink, ...
    ] = ()  # languages whose interface is not complete; readers are not led there
    has_pages: bool = False  # of Wagtail: each language may have an address of its own

    @property
    def alternates(self) -> list[LanguageLink]:
        """Return the languages the text is really written in; `x-default` is for readers of none of them.

        That one is the first in the site's order; a text in one language needs none, nor does an address
        without pages (the root leads each reader to their language).
        """
        written = [link for link in (*self.links, *self.begun) if link.translated]
        if not self.has_pages or len(written) < 2:
            return written
        return [*written, replace(written[0], code="x-default")]


def offered_languages(request: HttpRequest) -> list[str]:
    """Return the codes a reader of this site may choose: complete interface, and a page tree.

    Who is in another one already sees it too.
    """
    site, here = Site.find_for_request(request), translation.get_language()
    trees = {row.language_code for row in Site.get_site_root_paths() if site and row.site_id == site.pk}
    offered = [code for code in settings.INTERFACE_LANGUAGES if code in trees or code == here or not trees]
    return offered if not here or here in offered else [*offered, here]


def languages_of_view(request: HttpRequest) -> Languages:
    """Return this address in each offered language; the front page where it has no other language."""
    full, here = request.get_full_path(), translation.get_language()
    links = []
    for code in offered_languages(request):
        url = translate_url(full, code)
        found = url != full or code == here
        links.append(_link(request, code, url if found else f"/{code}/", found))
    return Languages(links)


def languages_of_page(request: HttpRequest, page: Page) -> Languages:
    """Return a Wagtail page in each offered language; what still shows its source's text is no alternate.

    One query, and a second where the page has a version that is no copy.
    """
    query = request.META.get("QUERY_STRING", "")
    rows = list(Page.objects.filter(translation_key=page.translation_key).select_related("locale"))
    sources = _sources(rows)
    live = {row.locale.language_code: row for row in rows if row.live}
    links = []
    for code in offered_languages(request):
        row = live.get(code)
        url = row.get_url(request) if row else f"/{code}/"
        url = f"{url}?{query}" if row and query else url
        links.append(_link(request, code, url, bool(row and sources[row.pk] is row)))
    source = sources.get(page.pk, page)
    taken = getattr(page, "text_language", "")
    moved = PARAMETER in request.GET or (source.pk != page.pk and source.live)
    canonical = request.build_absolute_uri(source.get_url(request)) if moved else ""
    shown = taken or source.locale.language_code
    notice = language_notice(shown)
    if notice and taken:
        own_name = get_language_info(source.locale.language_code)["name_translated"]
        notice = replace(notice, back=f"?{PARAMETER}={translation.get_language()}", own=own_name)
    own = {code for code, row in live.items() if sources[row.pk] is row}
    begun = tuple(
        _link(request, code, live[code].get_url(request), True)
        for code in sorted(own - {link.code for link in links})
    )
    return Languages(links, notice, canonical, _texts(own - {shown}), begun, has_pages=True)


def _texts(codes: set[str]) -> tuple[TextLink, ...]:
    """Return the links to the text in these languages, in the site's order."""
    names = [
        (code, capfirst(get_language_info(code)["name_local"]))
        for code, _name in settings.LANGUAGES
        if code in codes
    ]
    return tuple(TextLink(code, name, f"?{PARAMETER}={code}") for code, name in names)


def _sources(rows: list[Page]) -> dict[int, Page]:
    """Return for each version of a page (by id) the version whose text it shows; itself when translated."""
    own = [row for row in rows if row.alias_of_id is None]
    begun = incomplete_translations({row.translation_key for row in own}) if len(own) > 1 else {}
    by_id, by_language = {row.pk: row for row in rows}, {row.locale.language_code: row for row in rows}

    def source(row: Page) -> Page:
        for _step in rows:
            if row.alias_of_id in by_id:
                row = by_id[row.alias_of_id]
            elif (row.translation_key, row.locale_id) in begun:
                row = by_language.get(begun[row.translation_key, row.locale_id], row)
            else:
                break
        return row

    return {row.pk: source(row) for row in rows}


def language_notice(code: str) -> LanguageNotice | None:
    """Return the notice that a text is in the language `code`; None when the interface is, too."""
    wanted = translation.get_language() or settings.LANGUAGE_CODE
    if code == wanted:
        return None
    info = get_language_info(code)
    return LanguageNotice(
        code=code,
        direction="rtl" if info["bidi"] else "ltr",
        shown=info["name_translated"],
        wanted=get_language_info(wanted)["name_translated"],
    )


def _link(request: HttpRequest, code: str, url: str, translated: bool) -> LanguageLink:
    return LanguageLink(
        code=code,
        name=capfirst(get_language_info(code)["name_local"]),
        url=url,
        address=request.build_absolute_uri(url.split("?")[0]),
        current=code == translation.get_language(),
        translated=translated,
    )
