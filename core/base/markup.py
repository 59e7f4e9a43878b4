"""Members' text as HTML: CommonMark without raw HTML, then an allow-list (nh3).

Pictures are not drawn: a strange address in a page tells its owner who read it. They become links.
"""

from collections.abc import Sequence
from functools import cache
from html import unescape
from typing import Any

import nh3
from django.utils.html import strip_tags
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt
from markdown_it.common.utils import escapeHtml
from markdown_it.renderer import RendererHTML
from markdown_it.rules_block import StateBlock
from markdown_it.rules_block.table import table
from markdown_it.token import Token

from core.base.markdown_rules import FriendlyInline, isolate_code_and_addresses, keep_indents, link_address
from core.base.text_cleaning import has_visible_text, tidy_text

REL = "nofollow ugc noopener"
_BLOCKS = ("blockquote", "dd", "dl", "dt", "h2", "h3", "h4", "h5", "h6", "hr", "li", "ol", "p", "pre", "ul")
_TABLES = ("table", "tbody", "td", "tfoot", "th", "thead", "tr")
_WORDS = (
    "a",
    "abbr",
    "b",
    "bdi",
    "br",
    "cite",
    "code",
    "del",
    "dfn",
    "em",
    "i",
    "ins",
    "kbd",
    "mark",
    "q",
    "s",
)
_MORE_WORDS = ("samp", "small", "strong", "sub", "sup", "u", "var")
TAGS = frozenset(_BLOCKS + _TABLES + _WORDS + _MORE_WORDS)
ATTRIBUTES = {
    "a": {"href", "title", "hreflang"},
    "abbr": {"title"},
    "ol": {"start"},
    "td": {"colspan", "rowspan"},
    "th": {"colspan", "rowspan"},
}
ATTRIBUTE_VALUES = {
    **{tag: {"dir": {"auto", "ltr", "rtl"}} for tag in TAGS},
    "th": {"dir": {"auto", "ltr", "rtl"}, "scope": {"col", "row"}},
}
SCHEMES = {"http", "https", "mailto"}
WITH_THEIR_CONTENT = {"script", "style", "template", "iframe", "object", "noscript", "svg", "math", "title"}
LOWEST_HEADING = 6
CELLS = 2_000  # of all tables of a text: missing ones are filled in, so a few letters could become thousands


def clean_html(html: str) -> SafeString:
    """Return the HTML without what the allow-list lacks; links get rel="nofollow ugc noopener"."""
    return mark_safe(  # noqa: S308  (nh3 has just cleaned it)
        nh3.clean(
            html,
            tags=set(TAGS),
            clean_content_tags=WITH_THEIR_CONTENT,
            attributes=ATTRIBUTES | {"*": set()},  # else nh3 lets `lang` and `title` pass on every element
            tag_attribute_values=ATTRIBUTE_VALUES,
            url_schemes=SCHEMES,
            link_rel=REL,
        )
    )


def to_html(text: str, *, heading_offset: int = 1, is_tidy: bool = False) -> SafeString:
    """Return Markdown as safe HTML, each block with its own direction.

    Headings go down by `heading_offset` (1: `#` is an h2, as a page has one h1) and stop at h6. `is_tidy`
    says that the text has come from `clean_text` and need not be cleaned again.
    """
    env = {"heading_offset": max(1, heading_offset)}
    return clean_html(_parser().render(text if is_tidy else tidy_text(text), env))


def quotations_in(text: str) -> list[tuple[int, int]]:
    """Return the first line of each outermost quotation in Markdown and the line after its last, from 0."""
    found: list[tuple[int, int]] = []
    for token in _parser().parse(text):
        if token.type == "blockquote_open" and token.map:
            start, end = token.map
            if not found or start >= found[-1][1]:
                found.append((start, end))
    return found


def is_visible(html: str) -> bool:
    """Return whether a reader of this HTML sees anything."""
    return has_visible_text(unescape(strip_tags(html)))


class _Parser(MarkdownIt):
    """Markdown whose links can be opened; what would be a link to nowhere stays as it was typed."""

    def validateLink(self, url: str) -> bool:
        """Return whether the address gets through the allow-list, which reads addresses as browsers do."""
        address = f"https:{url}" if url.startswith("//") else url
        return 'href="' in nh3.clean(
            f'<a href="{escapeHtml(address)}">', attributes={"a": {"href"}}, url_schemes=SCHEMES
        )


@cache
def _parser() -> MarkdownIt:
    parser = _Parser("zero")
    parser.inline = FriendlyInline()
    parser.configure("commonmark", {"html": False, "breaks": True}).enable(["table", "strikethrough"])
    parser.inline.ruler.after("text", "address", link_address)
    parser.disable(["image", "html_block", "html_inline"])
    parser.block.ruler.at("table", _modest_table, {"alt": ["paragraph", "reference"]})
    parser.core.ruler.after("block", "indents", keep_indents)
    parser.core.ruler.push("headings", _lower_headings)
    parser.core.ruler.push("direction", _set_direction)
    parser.core.ruler.push("isolation", isolate_code_and_addresses)
    parser.add_render_rule("fence", _code_block)
    parser.add_render_rule("code_block", _code_block)
    parser.add_render_rule("code_inline", _code)
    parser.add_render_rule("td_open", _cell)
    parser.add_render_rule("th_open", _cell)
    return parser


def _modest_table(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """Draw tables while there are cells left; from the first that has too many on, they stay plain text."""
    left = state.env.setdefault("cells", CELLS)
    if not left or not table(state, start, end, True):
        return False
    if silent:
        return True
    wide = state.src.count("|", state.bMarks[start], state.eMarks[start]) + 1
    row = start
    while row < end and not state.isEmpty(row):
        row += 1
    state.env["cells"] = max(0, left - wide * (row - start))
    return bool(state.env["cells"]) and table(state, start, end, False)


def _lower_headings(state: Any) -> None:
    for token in state.tokens:
        if token.type in ("heading_open", "heading_close"):
            level = int(token.tag[1]) + state.env.get("heading_offset", 1)
            token.tag = f"h{min(level, LOWEST_HEADING)}"


def _set_direction(state: Any) -> None:
    """Only outermost blocks: `auto` looks past descendants that have a direction of their own."""
    for token in state.tokens:
        if token.level == 0 and token.nesting == 1:
            token.attrSet("dir", "auto")


def _code_block(self: RendererHTML, tokens: Sequence[Token], index: int, options: Any, env: Any) -> str:
    """Set the direction of code to left to right at every depth."""
    return f'<pre dir="ltr">{_code(self, tokens, index, options, env)}</pre>\n'


def _code(self: RendererHTML, tokens: Sequence[Token], index: int, options: Any, env: Any) -> str:
    return f'<code dir="ltr">{escapeHtml(tokens[index].content)}</code>'


def _cell(self: RendererHTML, tokens: Sequence[Token], index: int, options: Any, env: Any) -> str:
    """Drop the style attribute with which Markdown tables align their cells: the policy forbids it."""
    tokens[index].attrs.pop("style", None)
    return self.renderToken(tokens, index, options, env)
