"""A post as another quotes it in Markdown: its author, its address and its text."""

import re

from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from cop.models import Post
from core.base.markup import quotations_in

LONGEST = 2_000  # characters of a quoted text; the rest is behind the link
MARKUP = re.compile(r"([\\`*_{}\[\]()<>#+\-.!|~&:/@])")  # also what makes a bare address a link


def quotation_of(post: Post, author_name: str) -> str:
    """Return the post as a Markdown quotation, headed by its author's name and a link to it.

    What the post quotes itself is left out but for a mark, so that quotations do not grow.
    """
    address = reverse("cop:post_show", args=[post.thread.public_id, post.number])
    address = address.removeprefix(f"/{get_language()}")  # whoever follows the link reads on in their own
    place = _("post %(number)d") % {"number": post.number}
    name = MARKUP.sub(r"\\\1", author_name)
    lines = [f"**{name}**, [{place}]({address}):", "", *_shorten(_without_quotations(post.body))]
    return "".join(f"> {line}".rstrip() + "\n" for line in lines) + "\n"


def _without_quotations(body: str) -> list[str]:
    """Return the lines of a text with one "[…]" in the place of each quotation in it; code stays as it is."""
    source, lines, last = body.split("\n"), [], 0
    for start, end in quotations_in(body):
        before = source[start].partition(">")[0]  # the marker of a list item or its indent
        lines += [*source[last:start], f"{before}[…]"]
        last = end
    return [*lines, *source[last:]]


def _shorten(lines: list[str]) -> list[str]:
    """Return as many lines as `LONGEST` holds; one that is too long alone is cut."""
    kept: list[str] = []
    left = LONGEST
    for line in lines:
        if len(line) > left:
            start = "" if kept else line[:left].rpartition(" ")[0] or line[:left]
            return [*kept, f"{start} …".strip()]
        kept.append(line)
        left -= len(line) + 1
    return kept
