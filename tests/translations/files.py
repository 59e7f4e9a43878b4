"""Exported files for tests, filled in as by a translator."""

import dataclasses

from wagtail.models import Locale, Page

from translations.enums import FileKind
from translations.exchange import Bundle
from translations.files import write_file
from translations.selectors.exports import make_bundle

LINK = 'Read the <b>first</b> line &amp; <a id="a1">follow</a> it.'
FRENCH = {
    "Help": "Aide",
    "How it works.": "Comment ça marche.",
    LINK: 'Lisez la <b>première</b> ligne &amp; <a id="a1">suivez</a>-la.',
    "Second.": "Deuxième.",
}


def bundle_of(*pages: Page, locale: Locale) -> Bundle:
    """Return the pages as they would be exported."""
    sources = [Page.objects.select_related("locale").get(pk=page.pk) for page in pages]
    return make_bundle(sources, locale)


def filled(bundle: Bundle, words: dict[str, str], kind: FileKind = FileKind.PO) -> bytes:
    """Return the bundle as a file in which these strings are translated."""
    pages = []
    for page in bundle.pages:
        units = [dataclasses.replace(unit, target=words.get(unit.source, unit.target)) for unit in page.units]
        pages.append(dataclasses.replace(page, units=units))
    return write_file(dataclasses.replace(bundle, pages=pages), kind)


def line_of(content: bytes, text: str) -> int:
    """Return the number of the first line with `text`."""
    assert text in content.decode()
    return content.decode().split(text)[0].count("\n") + 1
