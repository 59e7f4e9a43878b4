"""Normalised HTML for assertions: indentation and line breaks of templates do not matter."""

import re


def normalise_html(html: str) -> str:
    """Return the HTML with single spaces, and none beside a tag."""
    return re.sub(r" (?=<)|(?<=>) | (?=>)", "", re.sub(r"[ \t\r\n\f]+", " ", html))
