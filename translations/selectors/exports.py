"""What a file for translators is made of: published pages, their strings, what is translated of them."""

import difflib
from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.models import Locale, Page
from wagtail_localize.models import StringTranslation

from translations.exchange import Bundle, PageUnits, Unit
from translations.inline_markup import MarkupError, Token, html_of, tokens_of
from translations.selectors.glossary import glossary_of
from translations.selectors.texts import Text, limit_of, place_of, texts_of

Known = dict[tuple[str, str], tuple[str, bool]]  # (path, source) -> (translation, has an error)
ALIKE = 0.5  # how much of a string must have stayed for its former translation to be of use


def address_of(page: Page) -> str:
    """Return the path of the page's address, or its path in the tree when it belongs to no site."""
    parts = page.get_url_parts()
    return parts[2] if parts and parts[2] else page.url_path


def version_of(page: Page) -> str:
    """Return which publication of the page this is: a time in UTC, without spaces."""
    published = page.last_published_at or page.first_published_at
    return published.astimezone(timezone.get_fixed_timezone(0)).isoformat() if published else "0"


def known_translations(keys: Iterable[UUID], locale: Locale) -> dict[UUID, Known]:
    """Return what is translated, by page key: one query."""
    found: dict[UUID, Known] = {}
    rows = StringTranslation.objects.filter(locale=locale, context__object_id__in=list(keys))
    for key, path, source, data, wrong in rows.values_list(
        "context__object_id", "context__path", "translation_of__data", "data", "has_error"
    ):
        found.setdefault(key, {})[path, source] = (data, wrong)
    return found


def make_bundle(sources: list[Page], target: Locale, *, only_left: bool = False) -> Bundle:
    """Return these published pages for translation into `target`; all must be written in one language.

    With `only_left` what is translated already is left out, and pages that are done with it.
    The number of queries does not depend on the number of pages, only on their types.
    """
    made_at = timezone.now()  # before anything is read: what is changed from now on is newer than the file
    kept = known_translations([page.translation_key for page in sources], target)
    whole = Page.objects.filter(pk__in=[page.pk for page in sources]).specific().select_related("locale")
    specific = {page.pk: page for page in whole}
    pages = []
    for page in sources:
        made = _page_units(specific[page.pk], kept.get(page.translation_key, {}), only_left=only_left)
        if made.units:
            pages.append(made)
    language = sources[0].locale.language_code if sources else ""
    return Bundle(
        source_language=language,
        target_language=target.language_code,
        made_at=made_at.isoformat(),
        pages=pages,
        glossary=glossary_of(
            [unit.source for page in pages for unit in page.units], language, target.language_code
        ),
    )


def _page_units(page: Any, known: Known, *, only_left: bool) -> PageUnits:
    texts = texts_of(page)
    former = former_translations(texts, known)
    units = []
    for text in texts:
        target, wrong = known.get(text.key, ("", False))
        if only_left and target and not wrong:
            continue
        note = place_of(page, text.path)
        if limit := limit_of(page, text.path):
            words = {"place": note, "limit": limit}
            note = _("%(place)s: at most %(limit)s characters") % words
        units.append(
            Unit(text.path, text.source, _readable(target), note, wrong, former.get(text.key), text.words)
        )
    return PageUnits(
        page.translation_key, page.title, address_of(page), page.full_url or "", version_of(page), units
    )


def _readable(target: str) -> str:
    """Return a translation as it is exported; one with broken tags, which is never shown, as plain text."""
    try:
        return html_of(tokens_of(target))
    except MarkupError:
        return html_of([Token("text", target)])


def former_translations(texts: list[Text], known: Known) -> dict[tuple[str, str], tuple[str, str]]:
    """Return, for strings without a translation, the (source, translation) that was there before.

    In a place of many strings it is the one most alike, when enough of it has stayed.
    """
    current = {text.key for text in texts}
    outdated: dict[str, list[str]] = {}
    for path, source in known:
        if (path, source) not in current:
            outdated.setdefault(path, []).append(source)
    found = {}
    for text in texts:
        if text.key in known or text.path not in outdated:
            continue
        alike = difflib.get_close_matches(text.source, outdated[text.path], n=1, cutoff=ALIKE)
        alone = outdated[text.path] if "." not in text.path else []
        if match := (alike or alone[:1]):
            found[text.key] = (match[0], _readable(known[text.path, match[0]][0]))
    return found
