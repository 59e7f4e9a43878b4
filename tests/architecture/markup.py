"""Find untranslated words and inline code in templates."""

import re
from html.parser import HTMLParser

from django.template.base import Lexer, TokenType

# Attributes whose value people read, or screen readers say.
SPOKEN = {"alt", "title", "aria-label", "placeholder", "label", "aria-description", "aria-roledescription"}
# Component arguments that are words for people.
WORDS = "alt|caption|credit|heading|label|link|note|summary|text|title|words"
WORD_ARGUMENT = re.compile(rf"""\b({WORDS})=(?:"([^"]*)"|'([^']*)')""")
ATTRIBUTES = re.compile(r'([\w-]+=""\s*)+')  # a part that is included inside a tag
LETTER = re.compile(r"[^\W\d_]")
BARE = {"KM4B Commons", "KM4B", "RSS", "PDF", "CSV", "JSON", "ORCID"}  # names, the same in every language
HANDLERS = re.compile(r"<[^>]*\s(on[a-z]+|hx-on[:\w-]*|style)\s*=", re.I)


class _Words(HTMLParser):
    """Collect the text and the attributes for screen readers, when template tags are removed."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[str] = []
        self.silent: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in ("script", "style", "code", "svg"):
            self.silent.append(tag)
        self.found += [value for key, value in attrs if key in SPOKEN and value]
        if tag == "input" and dict(attrs).get("type") in ("submit", "button", "reset"):
            self.found.append(dict(attrs).get("value") or "")

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        if self.silent and self.silent[-1] == tag:
            self.silent.pop()

    def handle_data(self, data: str) -> None:
        if not self.silent:
            self.found.append(data)


def _without_tags(source: str) -> tuple[str, list[str]]:
    """Return the template without template tags, and its block tags."""
    kept, blocks, skipping = [], [], ""
    for token in Lexer(source).tokenize():
        word = token.contents.split(None, 1)[0] if token.contents.strip() else ""
        if token.token_type == TokenType.BLOCK:
            blocks.append(token.contents)
            if skipping and word == f"end{skipping}":
                skipping = ""
            elif not skipping and word in ("blocktranslate", "blocktrans", "comment", "verbatim"):
                skipping = word
        elif token.token_type == TokenType.TEXT and not skipping:
            kept.append(token.contents)
        kept.append(" " * (token.token_type == TokenType.BLOCK and word in ("else", "elif", "empty")))
    return "".join(kept), blocks


def bare_words(source: str, *, plain: bool = False) -> list[str]:
    """Return the words a reader sees that are in no translate tag; `plain` for text without HTML."""
    text, blocks = _without_tags(source)
    parser = _Words()
    if plain:
        parser.found.append(text)
    else:
        parser.feed(text)
        parser.close()
    for block in blocks:
        if block.startswith(("component", "include")):
            parser.found += [a or b for _key, a, b in WORD_ARGUMENT.findall(block)]
    words = (re.sub(r"\s+", " ", text).strip(" |·:") for text in parser.found)
    return [w for w in words if w not in BARE and LETTER.search(w) and not ATTRIBUTES.fullmatch(w)]


def inline(source: str) -> list[str]:
    """Return what the content policy forbids: style attributes, handlers, script and style bodies."""
    text, _blocks = _without_tags(source)
    found = [match.lower() for match in HANDLERS.findall(text)]
    for tag, body in re.findall(r"<(script|style)\b[^>]*>(.*?)</\1>", text, re.S | re.I):
        if body.strip():
            found.append(tag.lower())
    return found + ["javascript:"] * len(re.findall(r"=\s*[\"']?javascript:", text, re.I))
