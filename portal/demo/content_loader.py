"""Content files into blocks: markdown becomes rich text, `page:slug` becomes a link to that page."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import yaml
from wagtail.models import Page

from learning.demo import text as lessons

CONTENT = Path(__file__).parent / "content"
_LINK = re.compile(r'<a href="page:([a-z0-9-]+)"')

Find = Callable[[str], Page | None]


def read(name: str) -> dict[str, Any]:
    """Return a content file as a mapping; FileNotFoundError or yaml.YAMLError when it is not one."""
    return yaml.safe_load((CONTENT / name).read_text("utf-8"))


def page_names() -> list[str]:
    """Return the file names of the standard pages, in the order in which they are loaded."""
    return [f"pages/{name}.yaml" for name in ("privacy", "terms", "accessibility", "help", "about")]


def rich_text(markdown: str, find: Find, *, headings: bool = False) -> str:
    """Return markdown as rich text, as lessons do; ValueError also on a link to a page that is not there."""
    html = lessons.rich_text(markdown, headings=headings)

    def page_link(match: re.Match[str]) -> str:
        page = find(match[1])
        if page is None:
            raise ValueError(f"There is no page {match[1]} to link to.")
        return f'<a linktype="page" id="{page.pk}"'

    return _LINK.sub(page_link, html)


def blocks(rows: list[dict[str, Any]], find: Find) -> list[tuple[str, Any]]:
    """Return the body of a content file as (block name, value) pairs for a StreamField."""
    made: list[tuple[str, Any]] = []
    for row in rows:
        ((kind, value),) = row.items()
        if kind == "text":
            made.append((kind, rich_text(value, find, headings=True)))
        elif kind == "callout":
            made.append((kind, value | {"text": rich_text(value["text"], find)}))
        else:
            raise ValueError(f"A content file may hold text and callout, not {kind}.")
    return made
