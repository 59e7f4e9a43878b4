"""The files a lesson offers, and their translations: `sheet.fr.md` is next to `sheet.md`."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from django.core.files.base import ContentFile
from wagtail.documents import get_document_model
from wagtail.utils.file import hash_filelike
from wagtail_localize.models import OverridableSegment, SegmentOverride, Translation


def make_document(path: Path, title: str) -> Any:
    """Make a document of a file; OSError when it cannot be read."""
    document = get_document_model()(title=title)
    document.file.save(path.name, ContentFile(path.read_bytes()), save=False)
    document._set_document_file_metadata()
    document.file.close()  # Wagtail leaves it open
    document.save()
    return document


def offer_downloads(translation: Translation, folder: Path, titles: Mapping[str, str]) -> bool:
    """Let a translation offer the files of `folder` in its own language; say whether it has such files.

    Only what still has the content of the folder's file is replaced. `titles` gives a document's title in
    the language. The page shows it once the translation is published again.
    """
    language = translation.target_locale.language_code
    files = _translated_files(folder, language)
    documents = get_document_model().objects
    offered = False
    for segment in OverridableSegment.objects.filter(
        source=translation.source, context__path__endswith=".document"
    ):
        document = documents.filter(pk=segment.data).first() if files else None
        path = files.get(document.get_file_hash()) if document else None
        if document is None or path is None:
            continue
        made = make_document(path, titles.get(document.title, document.title))
        SegmentOverride.objects.create(
            locale=translation.target_locale, context=segment.context, data_json=json.dumps(made.pk)
        )
        offered = True
    return offered


def _translated_files(folder: Path, language: str) -> dict[str, Path]:
    """Return the files in the language, each under the hash of the file it translates."""
    found = {}
    for path in folder.glob(f"*.{language}.*"):
        source = path.with_name(path.name.replace(f".{language}.", "."))
        if source.is_file():
            with source.open("rb") as file:
                found[hash_filelike(file)] = path
    return found
