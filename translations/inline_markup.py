"""Inline mark-up of a string: what wagtail-localize keeps as HTML, taken apart and put together again.

A string is text with a few inline tags (`<b>`, `<i>`, `<br/>`, `<a id="a1">`: the address stays behind).
Each tag gets a number ("b-1", "br-2"; a link its own id, "a1"), so that a translation can move it, but
not lose, add or double it. What is neither text nor tag (a comment, a control character) is a *literal*.
"""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from html import escape, unescape
from html.parser import HTMLParser
from itertools import groupby
from typing import Literal

from bs4 import BeautifulSoup
from django.utils.translation import gettext as _
from wagtail_localize.strings import INLINE_TAGS

from core.base.joined_names import join_names

EMPTY = frozenset({"br"})
LONGEST_TAG = 300  # characters
_TAG_BEGINS = re.compile("<(?=[a-z/!?])", re.IGNORECASE)
_LONG_NUMBER = re.compile("&#(?:[0-9]{20}|x[0-9a-f]{20})", re.IGNORECASE)
LITERAL = "ph"
# What XML 1.0 cannot contain, and the carriage return, which its readers turn into a line feed.
_UNPRINTABLE = re.compile("([\x00-\x08\x0b\x0c\x0d\x0e-\x1f\ufffe\uffff\ud800-\udfff])")

Kind = Literal["text", "open", "close", "empty", "literal"]


class MarkupError(ValueError):
    """The mark-up of a string is not what it must be; its message is a translated sentence."""


@dataclass(frozen=True)
class Token:
    """A piece of a string. `value` is plain text, a tag's name, or a literal's own HTML.

    `link` is the id of an `<a>`; `number` says which tag of the source it is ("" in text and in ends).
    """

    kind: Kind
    value: str
    link: str = ""
    number: str = ""

    @property
    def key(self) -> tuple[str, str, str]:
        """What must be there equally often in a translation."""
        return self.kind, self.value, self.link


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.tokens: list[Token] = []
        self.opened: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in INLINE_TAGS:
            raise MarkupError(_("the tag <%(tag)s> is not allowed in a text") % {"tag": tag})
        given = dict(attrs)
        link = given.pop("id", "") or "" if tag == "a" else ""
        if given:
            words = {"tag": tag, "names": join_names(sorted(given))}
            raise MarkupError(_("<%(tag)s> cannot have %(names)s") % words)
        if tag in EMPTY:
            self.tokens.append(Token("empty", tag))
        else:
            self.opened.append(tag)
            self.tokens.append(Token("open", tag, link))

    def handle_endtag(self, tag: str) -> None:
        if tag in EMPTY:
            return
        if not self.opened or self.opened.pop() != tag:
            raise MarkupError(_("</%(tag)s> has no opening tag") % {"tag": tag})
        self.tokens.append(Token("close", tag))

    def handle_data(self, data: str) -> None:
        for place, part in enumerate(_UNPRINTABLE.split(data)):
            if part:
                self.tokens.append(Token("literal" if place % 2 else "text", part))

    def handle_comment(self, data: str) -> None:
        self.tokens.append(Token("literal", f"<!--{data}-->"))

    def handle_decl(self, decl: str) -> None:
        raise MarkupError(_("a declaration is not allowed in a text"))

    def unknown_decl(self, data: str) -> None:
        self.handle_decl(data)

    def handle_pi(self, data: str) -> None:
        raise MarkupError(_("a processing instruction is not allowed in a text"))


def tokens_of(html: str) -> list[Token]:
    """Take a string apart; its tags are numbered. MarkupError when tags do not close."""
    _check_ends(html)
    if _LONG_NUMBER.search(html):  # Python refuses to read such numbers
        raise MarkupError(_("the number of a character is too long"))
    reader = _Reader()
    reader.feed(html)
    reader.close()
    if reader.opened:
        raise MarkupError(_("<%(tag)s> is not closed") % {"tag": reader.opened[-1]})
    return _numbered(_joined(reader.tokens))


def _check_ends(html: str) -> None:
    """Raise MarkupError for a tag without an end: the parser would look for it from each one again."""
    place = 0
    while found := _TAG_BEGINS.search(html, place):
        is_comment = html.startswith("<!--", found.start())
        end = html.find("-->" if is_comment else ">", found.end())
        if end < 0 or (not is_comment and end - found.start() > LONGEST_TAG):
            raise MarkupError(_("<%(tag)s> is not closed") % {"tag": html[found.end() :][:20]})
        place = end + 1


def _joined(tokens: Iterable[Token]) -> list[Token]:
    """Join texts that follow each other."""
    found: list[Token] = []
    for is_text, group in groupby(tokens, lambda token: token.kind == "text"):
        run = list(group)
        found += [Token("text", "".join(token.value for token in run))] if is_text else run
    return found


def _numbered(tokens: Iterable[Token]) -> list[Token]:
    counts: Counter[str] = Counter()
    found = []
    for token in tokens:
        if token.kind in ("open", "empty", "literal"):
            name = LITERAL if token.kind == "literal" else token.value
            counts[name] += 1
            number = token.link or f"{name}-{counts[name]}"
            token = Token(token.kind, token.value, token.link, number)
        found.append(token)
    return found


def tag_of(number: str) -> Token:
    """Return the tag of an identifier: "b-2" a `<b>`, "a1" a link. MarkupError when it is none."""
    if re.fullmatch(r"a\d+", number):
        return Token("open", "a", number, number)
    name, _dash, place = number.partition("-")
    if name not in INLINE_TAGS or not place.isdecimal():
        raise MarkupError(_("the tag %(tag)s is not known") % {"tag": number or "?"})
    return Token("empty" if name in EMPTY else "open", name, "", number)


def literal_of(shown: str, number: str) -> Token:
    """Return the literal that a file shows like this."""
    if found := re.fullmatch(r"U\+([0-9A-F]{4})", shown):
        return Token("literal", chr(int(found[1], 16)), "", number)
    if re.fullmatch(r"<!--.*-->", shown, re.DOTALL):
        return Token("literal", shown, "", number)
    raise MarkupError(_("the placeholder %(tag)s is not known") % {"tag": number or "?"})


def html_of(tokens: Iterable[Token]) -> str:
    """Put a string together, as wagtail-localize writes it."""
    return "".join(map(_html, tokens))


def _html(token: Token) -> str:
    if token.kind == "text":
        return escape(token.value, quote=False)
    if token.kind == "literal":
        return token.value
    if token.kind == "empty":
        return f"<{token.value}/>"
    if token.kind == "close":
        return f"</{token.value}>"
    link = f' id="{escape(token.link)}"' if token.link else ""
    return f"<{token.value}{link}>"


def canonical(html: str) -> str:
    """Return the string as wagtail-localize keeps it: `&` and `<` written out, tags in one spelling."""
    return str(BeautifulSoup(html, "html.parser"))


def plain(html: str) -> str:
    """Return the words of a string without mark-up."""
    before, end, rest = html.rpartition(">")  # in `rest`, no "<" has an end that could be looked for
    return unescape(re.sub(r"<br\s*/?>", "\n", re.sub(r"<(?!br\b)[^>]*>", "", before + end)) + rest)


def count_words(html: str) -> int:
    """Count the words of a source string: runs of letters and digits, as spaces part them."""
    return sum(1 for word in plain(html).split() if any(letter.isalnum() for letter in word))


def differences(source: Iterable[Token], target: Iterable[Token]) -> list[str]:
    """Return, in translated sentences, which tags the target lost and which it has too often."""
    wanted = Counter(token.key for token in source if token.kind not in ("text", "close"))
    given = Counter(token.key for token in target if token.kind not in ("text", "close"))
    lost, added = wanted - given, given - wanted
    said = [_("%(tag)s is missing") % {"tag": _shown(key)} for key in sorted(lost)]
    for key in sorted(added):
        sentence = _("%(tag)s occurs too often") if key in wanted else _("%(tag)s is not in the source")
        said.append(sentence % {"tag": _shown(key)})
    return said


def _shown(key: tuple[str, str, str]) -> str:
    kind, value, link = key
    return shown_literal(value) if kind == "literal" else _html(Token(kind, value, link))  # type: ignore[arg-type]


def shown_literal(value: str) -> str:
    """Return a literal in characters that every file format can contain."""
    return f"U+{ord(value):04X}" if _UNPRINTABLE.fullmatch(value) else value
