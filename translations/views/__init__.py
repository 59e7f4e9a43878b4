"""Views of the translation dashboard, in Wagtail's admin."""

from translations.views.dashboard import dashboard_show, language_show, page_show
from translations.views.files import file_export, file_import, glossary_export
from translations.views.publishing import pages_publish

__all__ = [
    "dashboard_show",
    "file_export",
    "file_import",
    "glossary_export",
    "language_show",
    "page_show",
    "pages_publish",
]
