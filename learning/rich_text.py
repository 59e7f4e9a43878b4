"""Documents linked in running text: their kind and weight are said before anybody fetches them."""

import re
from typing import Any

from django.template.defaultfilters import filesizeformat
from django.utils.html import format_html
from django.utils.translation import gettext as _
from wagtail.documents.rich_text import DocumentLinkHandler

from learning.blocks.download import form_of

_LINK = re.compile(r'(<a [^>]*)data-file="([^"]*)"([^>]*>.*?</a>)', re.DOTALL)


class WeighedDocumentLink(DocumentLinkHandler):  # type: ignore[misc]
    """Writes what a document is and weighs into its link; `with_weights` then says it after the link."""

    @classmethod
    def expand_db_attributes_many(cls, attrs_list: list[dict[str, Any]]) -> list[str]:
        """Return the opening tag of each link; one without address for a document that has gone."""
        return [
            format_html('<a href="{}" data-file="{}">', document.url, kind_and_weight(document))
            if document
            else "<a>"
            for document in cls.get_many(attrs_list)
        ]


def kind_and_weight(document: Any) -> str:
    """Return what a document is and what it weighs, in words: `PDF, 18 KB`."""
    facts = {"kind": form_of(document), "weight": filesizeformat(document.get_file_size() or 0)}
    return _("%(kind)s, %(weight)s") % facts


def with_weights(html: str) -> str:
    """Return rendered text with type and size after each link to a document."""
    return _LINK.sub(r"\1download\3 <small>(\2)</small>", html)
