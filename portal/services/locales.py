"""One page tree per locale: a page that is not translated yet is an alias of its source."""

from django.db import transaction
from wagtail.models import Locale
from wagtail_localize.models import LocaleSynchronization
from wagtail_localize.synctree import PageIndex, synchronize_tree


@transaction.atomic
def open_locales(codes: list[str], *, source: str) -> list[Locale]:
    """Make the locales and keep each in step with `source` from now on; return them."""
    origin = Locale.objects.get(language_code=source)
    locales = []
    for code in codes:
        locale, _made = Locale.objects.get_or_create(language_code=code)
        LocaleSynchronization.objects.get_or_create(locale=locale, defaults={"sync_from": origin})
        locales.append(locale)
    return locales


@transaction.atomic
def fill_locales() -> None:
    """Make the aliases that are missing in every synchronised locale (after pages were made by code)."""
    index = PageIndex.from_database().sort_by_tree_position()
    for row in LocaleSynchronization.objects.select_related("locale", "sync_from"):
        synchronize_tree(row.sync_from, row.locale, page_index=index)
