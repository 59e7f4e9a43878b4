"""The sections of a lesson: their anchors, and how much of the lesson comes before each.

An anchor is `s-` + the block's id + the heading's number in its block. Block ids are the same
in all languages and stay when an editor moves a block, so a bookmark stays valid.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from html import unescape
from typing import Any

from django.utils.html import strip_tags

ANCHOR = re.compile(r"s-[0-9a-z]{1,8}-[1-9][0-9]{0,2}")
_HEADING = re.compile(r"<h([23])(?:\s[^>]*)?>(.*?)</h\1>", re.DOTALL)


@dataclass(frozen=True)
class AnchoredBlock:
    """A block of a lesson with the beginning of its anchors."""

    block: Any
    prefix: str


@dataclass(frozen=True)
class Section:
    """A heading. `level` is 2 or 3; `before` is the share (0 to 1) of the lesson above it."""

    anchor: str
    title: str
    level: int
    before: float


def anchored_blocks(body: Any) -> list[AnchoredBlock]:
    """Return the blocks of a lesson's body, in order."""
    return [AnchoredBlock(block, f"s-{str(block.id or number)[:8]}") for number, block in enumerate(body, 1)]


def with_anchors(html: str, prefix: str) -> str:
    """Return rendered text whose h2 and h3 have their anchors as ids."""
    numbers = iter(range(1, 1000))

    def anchored(heading: re.Match[str]) -> str:
        level, inner = heading.groups()
        return f'<h{level} id="{prefix}-{next(numbers)}">{inner}</h{level}>'

    return _HEADING.sub(anchored, html)


def sections(body: Any) -> list[Section]:
    """Return the headings of a lesson's body, in order."""
    found, words = [], 0
    for anchored in anchored_blocks(body):
        for anchor, level, title, above in _headings(anchored):
            found.append((anchor, level, title, words + above))
        words += _words(anchored.block)
    return [Section(anchor, title, level, above / max(words, 1)) for anchor, level, title, above in found]


def _headings(anchored: AnchoredBlock) -> Iterator[tuple[str, int, str, int]]:
    if anchored.block.block_type != "text":
        return
    html = anchored.block.value.source
    for number, match in enumerate(_HEADING.finditer(html), 1):
        title = " ".join(unescape(strip_tags(match[2])).split())
        yield (
            f"{anchored.prefix}-{number}",
            int(match[1]),
            title,
            len(strip_tags(html[: match.start()]).split()),
        )


def _words(block: Any) -> int:
    if block.block_type == "further_reading":  # for afterwards; it is no part of the reading time
        return 0
    return sum(len(strip_tags(text).split()) for text in block.block.get_searchable_content(block.value))
