"""The strings of a page as it is published, cut as wagtail-localize cuts them."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.core.cache import cache
from django.db import models
from wagtail.models import Page
from wagtail_localize.segments import StringSegmentValue
from wagtail_localize.segments.extract import extract_segments

from translations.inline_markup import count_words

SLUG = "slug"  # part of the address: kept as in the source, and no text for translators
KEPT = 7 * 24 * 3600  # seconds


@dataclass(frozen=True)
class Text:
    """A string of a page: its place (content path), its source as inline HTML, its words."""

    path: str
    source: str
    words: int

    @property
    def key(self) -> tuple[str, str]:
        """What a translation is kept under: the same string in the same place is translated once."""
        return self.path, self.source


def texts_of(page: Page, *, with_slug: bool = False) -> list[Text]:
    """Return the strings of a page (as its specific class) in reading order, each (place, string) once."""
    found: dict[tuple[str, str], Text] = {}
    for segment in extract_segments(page):
        if isinstance(segment, StringSegmentValue) and (with_slug or segment.path != SLUG):
            source = segment.string.data
            found.setdefault((segment.path, source), Text(segment.path, source, count_words(source)))
    return list(found.values())


def texts_of_pages(pages: Iterable[Page]) -> dict[int, list[Text]]:
    """Return the strings of published pages by page id; what was cut before comes from the cache.

    At most one query for each type of page among those not in the cache.
    """
    names = {_name(page): page for page in pages}
    kept = cache.get_many(names)
    missing = [page for name, page in names.items() if name not in kept]
    fresh = {}
    if missing:
        whole = Page.objects.filter(pk__in=[page.pk for page in missing]).specific()
        cut = {page.pk: texts_of(page) for page in whole}
        fresh = {name: cut[page.pk] for name, page in names.items() if page.pk in cut}
        cache.set_many(fresh, KEPT)
    found = kept | fresh
    return {page.pk: found[name] for name, page in names.items() if name in found}


def _name(page: Page) -> str:
    version = page.last_published_at.timestamp() if page.last_published_at else ""
    return f"translations:texts:{page.pk}:{version}"


def limit_of(page: Page, path: str) -> int | None:
    """Return how many characters the place may hold, or None when it has no limit of its own."""
    field: Any = page._meta.get_field(path.split(".")[0])
    return field.max_length if isinstance(field, models.CharField) else None


def place_of(page: Page, path: str) -> str:
    """Return the name of the field of a string, in the reader's language."""
    field: Any = page._meta.get_field(path.split(".")[0])
    return str(getattr(field, "verbose_name", field.name))
