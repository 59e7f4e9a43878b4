"""Translations that come as a plain catalogue: from a source string to its translation, for every place.

The demonstration's French and Arabic are loaded like this. Nothing that somebody translated is changed.
"""

from collections.abc import Iterable, Mapping
from pathlib import Path

import polib
from django.db import transaction
from wagtail.models import Locale, Page
from wagtail_localize.models import Translation
from wagtail_localize.strings import StringValue

from core.base.users import AbstractUser
from translations.inline_markup import canonical
from translations.selectors.texts import texts_of
from translations.services.writing import Key, publish_translation, write_strings


def read_catalogue(path: Path) -> dict[str, str]:
    """Return a plain PO file as a mapping; entries that are empty or fuzzy are left out.

    OSError when it cannot be read.
    """
    entries = polib.pofile(str(path), encoding="utf-8")
    return {
        entry.msgid: canonical(entry.msgstr) for entry in entries if entry.translated() and not entry.obsolete
    }


@transaction.atomic
def apply_catalogue(
    pages: Iterable[Page], locale: Locale, catalogue: Mapping[str, str], *, by: AbstractUser | None = None
) -> list[Page]:
    """Translate and publish those of these published pages that the catalogue has whole; return them.

    `pages` are sources. A page that somebody has begun to translate is left as it is.
    """
    made = []
    for page in pages:
        if StringValue.from_plaintext(page.title).data not in catalogue or not _is_untouched(page, locale):
            continue
        whole = page.specific
        texts = texts_of(whole, with_slug=True)
        if any(text.source not in catalogue for text in texts):
            continue
        targets: dict[Key, str] = {text.key: catalogue[text.source] for text in texts}
        written = write_strings(whole, locale, targets, by=by, overwrite=False)
        made.append(publish_translation(written.translation, by=by))
    return made


def _is_untouched(page: Page, locale: Locale) -> bool:
    """Return whether the page in this language is a mere copy of its source."""
    begun = Translation.objects.filter(source__object_id=page.translation_key, target_locale=locale)
    copy = Page.objects.filter(
        translation_key=page.translation_key, locale=locale, alias_of__isnull=False, live=True
    )
    return page.live and copy.exists() and not begun.exists()
