"""Writes of translations. Each takes `by`, the account that does it; the rows are wagtail-localize's."""

from translations.services.catalogues import apply_catalogue, read_catalogue
from translations.services.imports import ImportReport, PageReport, import_file
from translations.services.writing import publish_translation, write_strings

__all__ = [
    "ImportReport",
    "PageReport",
    "apply_catalogue",
    "import_file",
    "publish_translation",
    "read_catalogue",
    "write_strings",
]
