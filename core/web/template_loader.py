"""A loader of templates that leaves out the white space that is there for the people who write them.

Templates are indented and broken like prose. Sent like that, a page of posts would weigh a tenth more. Only
white space that means nothing in HTML is left out: a line end in text stays a line end, so that words and
inline elements keep the space between them (docs/decisions/0015-template-format.md).
"""

import re
from collections.abc import Iterator

from django.template import Origin
from django.template.loaders import filesystem

_DJANGO = r"\{%(?:(?!%\}).)*%\}|\{\{(?:(?!\}\}).)*\}\}|\{#[^\n]*?#\}"
# Elements whose white space is shown or is not HTML; and messages, which are looked up as they are written.
_EXACT = re.compile(
    r"<(?P<name>pre|textarea|script|style)\b.*?</(?P=name)\s*>"
    r"|\{% blocktranslate\b.*?\{% endblocktranslate %\}",
    re.DOTALL,
)
_PLACE = re.compile("\x00(\\d+)\x00")
_TAG = re.compile(
    rf"""<[a-zA-Z](?:{_DJANGO}|"(?:{_DJANGO}|[^"])*"|'(?:{_DJANGO}|[^'])*'|[^<>"'])*>""", re.DOTALL
)
_BREAK = re.compile(r"[ \t]*\n[ \t\n]*")
_CONDITION = re.compile(r" (\{% if (?:(?!%\}).)*%\})((?:(?!\{% (?:if|el|endif)).)+\{% endif %\})(?=[ >])")
_INDENTATION = re.compile(r"(?<=\n)[ \t]+")
_CONTROL = re.compile(r"\{% (?P<word>if|for|with|elif|else|empty|endif|endfor|endwith)\b(?:(?!%\}).)*%\}")
_BLOCK = (
    "article|aside|blockquote|button|dd|details|div|dl|dt|fieldset|figcaption|figure|footer|form|h[1-6]|header"
    "|legend|li|main|nav|ol|option|p|search|section|summary|table|tbody|td|th|thead|tr|ul"
)
_START = re.compile(rf"(<(?:{_BLOCK})(?: (?:{_DJANGO}|[^<>{{]|\{{(?![%{{#]))*)?>)\n+")
_END = re.compile(rf"\n+(?=</(?:{_BLOCK})>)")


def squeeze(source: str) -> str:
    """Return the source of an HTML template without the white space that means nothing."""
    exact: list[str] = []

    def keep(match: re.Match[str]) -> str:
        exact.append(match[0])
        return f"\x00{len(exact) - 1}\x00"

    source = _INDENTATION.sub("", _TAG.sub(_join, _EXACT.sub(keep, source)))
    for place in reversed([*_silent_ends(source)]):
        source = source[:place] + source[place + 1 :]
    source = _END.sub("", _START.sub(r"\1", source))
    return _PLACE.sub(lambda match: exact[int(match[1])], source)


def _join(tag: re.Match[str]) -> str:
    """Return a tag on one line, with the space before a condition inside it."""
    return _CONDITION.sub(r"\1 \2", re.sub(r"\s+>$", ">", _BREAK.sub(" ", tag[0])))


def _silent_ends(source: str) -> Iterator[int]:
    """Yield the line ends that add nothing: those of lines with nothing but a condition, a loop or their end.

    Such a tag shows nothing itself, and white space was shown before its line, whichever branch led there, if
    all tags of the condition have lines of their own.
    """
    open_ones: list[bool] = []
    for tag in _CONTROL.finditer(source):
        alone = source[tag.start() - 1 : tag.start()] == source[tag.end() : tag.end() + 1] == "\n"
        if tag["word"] in ("if", "for", "with"):
            open_ones.append(alone)
        elif open_ones:
            open_ones[-1] = open_ones[-1] and alone
        if open_ones and open_ones[-1]:
            yield tag.end()
        if tag["word"].startswith("end") and open_ones:
            open_ones.pop()


class Loader(filesystem.Loader):
    """Loads templates from the folders of the engine, HTML templates without needless white space."""

    def get_contents(self, origin: Origin) -> str:
        """Return the source of the template as it is compiled."""
        source = str(super().get_contents(origin))
        return squeeze(source) if origin.name.endswith(".html") else source
