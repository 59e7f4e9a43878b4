"""Markdown of the course files as the rich text that editors go on with."""

import re

from markdown_it import MarkdownIt

# What Wagtail's editor keeps, so that nothing is lost when somebody opens the page.
KEPT = {"h2", "h3", "p", "ul", "ol", "li", "b", "i", "a", "br"}
SAME = {"strong": "b", "em": "i"}
_TAG = re.compile(r"<(/?)([a-z0-9]+)([^>]*)>")
# A line's end beside a paragraph or list says nothing; inside a paragraph it is a space.
_BREAK = re.compile(r"\n*(</?(?:p|h2|h3|ul|ol|li)>|<br>)\n*")
_MARKDOWN = MarkdownIt("commonmark", {"html": False})


def rich_text(markdown: str, *, headings: bool = False) -> str:
    """Return the rich text of some markdown; ValueError naming what the editor has no room for."""
    refused: set[str] = set()
    kept = KEPT if headings else KEPT - {"h2", "h3"}

    def plain(tag: re.Match[str]) -> str:
        close, name, rest = tag.groups()
        name = SAME.get(name, name)
        if name not in kept:
            refused.add(name)
        link = re.search(r' href="[^"]*"', rest) if name == "a" and not close else None
        return f"<{close}{name}{link.group() if link else ''}>"

    html = _TAG.sub(plain, _MARKDOWN.render(markdown))
    if refused:
        raise ValueError(f"the text has {', '.join(sorted(refused))}, which a lesson cannot show")
    return _BREAK.sub(r"\1", html).replace("\n", " ").strip()
