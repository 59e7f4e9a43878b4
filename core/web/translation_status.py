"""How far the translations of pages are: which of them are still the source's text under another address.

wagtail-localize turns an untranslated copy into a page of its own as soon as an editor begins to translate,
with the source's words in every place that is not translated yet.
"""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.conf import settings

from core.web.models import IncompleteTranslation


def incomplete_translations(keys: Iterable[UUID]) -> dict[tuple[UUID, int], str]:
    """Return the translations with fewer than half of their strings done, with the language they still show.

    From (translation key, locale id) to the code of the source's language.

    One query. A page that editors translate by hand, without wagtail-localize, is never among them.
    """
    rows = IncompleteTranslation.objects.filter(translation_key__in=set(keys))
    found = rows.values_list("translation_key", "locale_id", "source_locale__language_code")
    return {(key, locale): code for key, locale, code in found}


def annotate_incomplete(pages: Iterable[Any], begun: dict[tuple[UUID, int], str] | None = None) -> None:
    """Set `untranslated_source` on pages that are barely begun translations: the language they still show.

    No query where all are copies or in the site's first language, else one; none where `begun`, the answer
    of `incomplete_translations`, is known.
    """
    own = [page for page in pages if page.alias_of_id is None]
    own = [page for page in own if page.locale.language_code != settings.LANGUAGE_CODE]
    if begun is None:
        begun = incomplete_translations(page.translation_key for page in own) if own else {}
    for page in own:
        source = begun.get((page.translation_key, page.locale_id))
        if source is not None:
            page.untranslated_source = source


def written_in(page: Any) -> str:
    """Return the code of the language in which a page (of any type) shows its text."""
    for name in ("text_language", "untranslated_source", "stored_language"):
        if known := getattr(page, name, ""):
            return str(known)
    source = page.alias_of if page.alias_of_id else page
    return str(source.locale.language_code)
