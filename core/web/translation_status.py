"""How far the translations of pages are: which of them are still the source's text under another address.

wagtail-localize turns an untranslated copy into a page of its own as soon as an editor begins to translate,
with the source's words in every place that is not translated yet.
"""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db.models import Count, Exists, F, IntegerField, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from wagtail.models import Locale
from wagtail_localize.models import StringSegment, StringTranslation, Translation


def incomplete_translations(keys: Iterable[UUID]) -> dict[tuple[UUID, int], int]:
    """Return the translations with fewer than half of their strings done, with the locale of their source.

    From (translation key, locale id) to the source's locale id.

    One query. A page that editors translate by hand, without wagtail-localize, is never among them.
    """
    done = StringTranslation.objects.filter(
        translation_of_id=OuterRef("string_id"),
        context_id=OuterRef("context_id"),
        locale_id=OuterRef(OuterRef("target_locale_id")),
        has_error=False,
    )
    strings = StringSegment.objects.filter(source_id=OuterRef("source_id")).order_by().values("source_id")
    every = strings.annotate(number=Count("pk")).values("number")
    translated = strings.annotate(number=Count("pk", filter=Q(Exists(done)))).values("number")
    begun = Translation.objects.filter(source__object_id__in=list(keys), enabled=True).annotate(
        strings=Coalesce(Subquery(every, output_field=IntegerField()), 0),
        translated=Coalesce(Subquery(translated, output_field=IntegerField()), 0),
    )
    rows = begun.filter(strings__gt=F("translated") * 2)
    found = rows.values_list("source__object_id", "target_locale_id", "source__locale_id")
    return {(key, locale): source for key, locale, source in found}


def annotate_incomplete(pages: Iterable[Any]) -> None:
    """Set `untranslated_source` on pages that are barely begun translations: the language they still show.

    No query where all are copies or in the site's first language, else one; two where one is barely begun.
    """
    own = [page for page in pages if page.alias_of_id is None]
    own = [page for page in own if page.locale.language_code != settings.LANGUAGE_CODE]
    begun = incomplete_translations({page.translation_key for page in own}) if own else {}
    if not begun:
        return
    codes = dict(Locale.objects.values_list("pk", "language_code"))
    for page in own:
        source = begun.get((page.translation_key, page.locale_id))
        if source is not None:
            page.untranslated_source = codes[source]


def written_in(page: Any) -> str:
    """Return the code of the language in which a page (of any type) shows its text."""
    known: str = getattr(page, "text_language", "") or getattr(page, "untranslated_source", "")
    source = page.alias_of if page.alias_of_id else page
    return known or str(source.locale.language_code)
