"""What members' Markdown adds to CommonMark: emphasis in every script, bare addresses, indents.

docs/decisions/0013-markdown-in-every-script.md says why these rules are the site's own.
"""

import re
import unicodedata
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.common.utils import isPunctChar, isWhiteSpace
from markdown_it.parser_inline import ParserInline
from markdown_it.rules_inline import StateInline
from markdown_it.rules_inline.state_inline import Scanned
from markdown_it.token import Token

from core.base.text_cleaning import balance_bidi, remove_bidi

_LATIN = re.compile("[\x00-\u024f\u1e00-\u1eff]")
_SCHEME = re.compile(r"(?:^|[^a-z0-9+.-])(https?)$", re.IGNORECASE)
_HOST = re.compile(r"[^\x00-,/:-@\[-`{-\x7f]*")
_PORT = re.compile(r":(\d+)([A-Za-z_\u00c0-\u024f]?)")
_LAST_PORT = 65_535
_USER = re.compile(r"[!-.0->A-~]{0,100}@")  # user@host: such addresses look like those of another site
_NEVER_IN_ADDRESSES = frozenset(' "<>\\^`{|}')
_BRACKETS = {")": "(", "]": "["}
_WITHIN_NAMES = frozenset("·–—’‐‑・‧׳״־")  # encyclopaedias have them inside addresses
_JOINERS = frozenset("\u200c\u200d")
_AT_THE_END = frozenset("?!.,:;*_~'&")
_BETWEEN = "\x00"


class FriendlyInline(ParserInline):
    """The inline parser, with delimiter runs read by `FriendlyState`."""

    def parse(self, src: str, md: MarkdownIt, env: Any, tokens: list[Token]) -> list[Token]:
        """Return the tokens of one block's text."""
        state = FriendlyState(src, md, env, tokens)
        self.tokenize(state)
        for rule in self.ruler2.getRules(""):
            rule(state)
        return state.tokens


class FriendlyState(StateInline):
    """Delimiter runs that open and close beside the punctuation of every script."""

    def scanDelims(self, start: int, canSplitWord: bool) -> Scanned:
        """Return whether a run of `*` or `~` may open and close emphasis, and its length.

        CommonMark takes a run between a letter and a punctuation mark for the start or the end of a word,
        which is right only where words are separated by spaces. Here it may be both, unless the letter is
        Latin and the mark ASCII. This includes the CJK-friendly amendment to CommonMark.
        """
        scanned = super().scanDelims(start, canSplitWord)
        end = start + scanned.length
        before = self.src[start - 1] if start else " "
        after = self.src[end] if end < self.posMax else " "
        if not canSplitWord or isWhiteSpace(ord(before)) or isWhiteSpace(ord(after)):
            return scanned
        if isPunctChar(before) == isPunctChar(after):
            return scanned
        mark, letter = (before, after) if isPunctChar(before) else (after, before)
        if mark.isascii() and _LATIN.match(letter):
            return scanned
        return Scanned(True, True, scanned.length)


def link_address(state: StateInline, silent: bool) -> bool:
    """Make a link of a bare web address: http or https, in any script, without what follows it."""
    if state.linkLevel or not state.src.startswith("://", state.pos):
        return False
    scheme = _SCHEME.search(state.src[max(0, state.pos - 6) : state.pos])
    if scheme is None or not state.pending.endswith(scheme[1]):
        return False
    start = state.pos - len(scheme[1])
    end = _address_end(state.src, state.pos + 3, state.posMax)
    if end is None:
        return False
    address = state.src[start:end]
    href = state.md.normalizeLink(address)
    if not state.md.validateLink(href):
        return False
    if not silent:
        state.pending = state.pending[: -len(scheme[1])]
        opening = state.push("link_open", "a", 1)
        opening.attrs = {"href": href}
        opening.markup, opening.info = "linkify", "auto"
        state.push("text", "", 0).content = address
        closing = state.push("link_close", "a", -1)
        closing.markup, closing.info = "linkify", "auto"
    state.pos = end
    return True


def _address_end(text: str, start: int, limit: int) -> int | None:
    """Return where the address ends whose host begins at `start`; None when there is no host.

    Nor is there an address when what looks like a port is none: a browser would not open it.
    """
    end = _host_end(text, start, limit)
    if end is None:
        return None
    if _USER.match(text, end, limit):
        return None
    if port := _PORT.match(text, end, limit):
        if port[2] or not _is_port(port[1]):
            return None
        end = port.end()
    if end == limit or text[end] not in "/?#":
        return end
    last = end
    while last < limit and not _ends_address(text, last):
        last += 1
    return _without_closing_marks(text, end, last)


def _is_port(digits: str) -> bool:
    return digits.isascii() and len(digits) <= 5 and int(digits) <= _LAST_PORT


def _host_end(text: str, start: int, limit: int) -> int | None:
    """Return where the host ends. Its last label is all of Latin letters or has none: text may follow it."""
    match = _HOST.match(text, start, limit)
    end = match.end() if match else start
    mark = next((place for place in range(start, end) if _ends_address(text, place)), end)
    host = text[start:mark].rstrip(".-")
    head, dot, last = host.rpartition(".")
    if last and last[0].isascii():
        last = re.split(r"[^\x00-\u024f]", last)[0].rstrip("-")
    host = f"{head}{dot}{last}"
    labels = host.split(".")
    return start + len(host) if all(labels) and re.search(r"\w", host) else None


def _ends_address(text: str, place: int) -> bool:
    letter = text[place]
    if letter.isascii():
        doubled = letter in "*~" and text.startswith(letter * 2, place)
        return letter <= " " or letter == "\x7f" or letter in _NEVER_IN_ADDRESSES or doubled
    if letter in _JOINERS or letter in _WITHIN_NAMES:
        return False
    return unicodedata.category(letter)[0] in "PZC"


def _without_closing_marks(text: str, start: int, end: int) -> int:
    """Return the end before the sentence's punctuation and before brackets that were not opened inside."""
    opened = {closing: text.count(opening, start, end) for closing, opening in _BRACKETS.items()}
    closed = {closing: text.count(closing, start, end) for closing in _BRACKETS}
    while end > start:
        letter = text[end - 1]
        if letter in _BRACKETS and closed[letter] > opened[letter]:
            closed[letter] -= 1
        elif letter not in _AT_THE_END and letter not in _WITHIN_NAMES and letter not in _JOINERS:
            break
        end -= 1
    return end


def keep_indents(state: Any) -> None:
    """Put the ideographic spaces back with which a paragraph begins; CommonMark drops only ASCII spaces."""
    lines = state.src.split("\n")
    for former, token in zip(state.tokens, state.tokens[1:], strict=False):
        if former.type != "paragraph_open" or not token.content:
            continue
        line = lines[token.map[0]]
        found = line.find(token.content.split("\n", 1)[0])
        token.content = _indent_of(line[: max(found, 0)]) + token.content


def _indent_of(before: str) -> str:
    """Return the white space at the end of the text before a paragraph, but no ASCII spaces and tabs."""
    start = len(before)
    while start and before[start - 1].isspace() and before[start - 1] not in " \t\n":
        start -= 1
    return before[start:]


def isolate_code_and_addresses(state: Any) -> None:
    """Set bare addresses left to right, and let no hidden control affect the text next to it.

    Embeddings and isolates stay where they are closed in the same line; in code there are none ("Trojan
    Source", CVE-2021-42574). Controls may come from entities, so the source is no place to look for them.
    """
    for token in state.tokens:
        if token.type in ("fence", "code_block"):
            token.content = remove_bidi(token.content)
        line: list[Token] = []
        for child in token.children or ():
            if child.type == "text":
                line.append(child)
            elif child.type in ("softbreak", "hardbreak"):
                _balance(line)
                line = []
            elif child.type == "code_inline":
                child.content = remove_bidi(child.content)
            elif child.type == "link_open":
                child.attrs |= {key: remove_bidi(str(value)) for key, value in child.attrs.items()}
                if child.info == "auto":
                    child.attrs["dir"] = "ltr"
        _balance(line)


def _balance(line: list[Token]) -> None:
    """One line may be several tokens; no text contains the separator used here."""
    whole = balance_bidi(_BETWEEN.join(token.content for token in line))
    for token, content in zip(line, whole.split(_BETWEEN), strict=bool(line)):
        token.content = content
