"""HTML as assertions compare it: how a template is indented and broken into lines does not matter."""

import re


def normalise_html(html: str) -> str:
    """Return the HTML with single spaces, and none beside a tag or at its end."""
    return re.sub(r" (?=<)|(?<=>) | (?=>)", "", re.sub(r"[ \t\r\n\f]+", " ", html))
