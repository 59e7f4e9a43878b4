"""The demonstration in French and Arabic: what its PO files have of the course and the pages."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from wagtail.models import Locale, Page
from wagtail_localize.models import Translation

from learning.demo import ESSENTIALS
from learning.demo.downloads import offer_downloads
from portal.demo.content_loader import CONTENT
from portal.models import HomePage
from translations.services.catalogues import apply_catalogue, read_catalogue
from translations.services.writing import publish_translation

FOLDERS = {"course": ESSENTIALS, "pages": CONTENT}


def catalogues(languages: Sequence[str]) -> Iterator[tuple[str, str, Path]]:
    """Return name, language and PO file of what is translated."""
    for language in languages:
        for name, folder in FOLDERS.items():
            path = folder / f"{language}.po"
            if path.exists():
                yield f"{name} in {language}", language, path


def load_translations(home: HomePage, language: str, path: Path) -> None:
    """Translate and publish the pages that the file has whole; what was begun by hand is left."""
    pages = Page.objects.descendant_of(home, inclusive=True).live().filter(alias_of__isnull=True)
    locale = Locale.objects.get(language_code=language)
    words = read_catalogue(path)
    for page in apply_catalogue(pages.order_by("path"), locale, words):
        translation = Translation.objects.get(source__object_id=page.translation_key, target_locale=locale)
        if offer_downloads(translation, path.parent, words):
            publish_translation(translation)
