"""The lines of a PO file as gettext reads them, written so that polib reads the same."""

import re

import polib
from django.utils.translation import gettext as _

from translations.exchange import FileRefused, Problem

_LINE = re.compile(
    r'(?P<comment>#.*)|(?P<start>(?:msg(?:ctxt|id|id_plural|str|str\[\d+\])\s*)?")'
    r'(?P<text>(?:\\.|[^"\\]+)*+)"|'
)
_MSGID = re.compile(r'msgid\s*"("?)')
_BYTES = r"(?:\\(?:[0-7]{1,3}|x[0-9A-Fa-f]+))+"  # in C, a hexadecimal escape is as long as its digits
_ESCAPE = re.compile(rf"{_BYTES}|\\(.)")
_NAMED = {
    "a": "\a", "b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t", "v": "\v", "\\": "\\", '"': '"',
}  # fmt: skip
SHOWN = 40  # characters of an escape in a message
COMMENT = "#: -"  # for what is not read: polib adds it to a list, and a line of other comments to a text
UNNAMED = 100  # lines of the head without a name; polib adds each to the value before


def normalise(text: str) -> list[str]:
    """Return the lines of a PO file with the escapes that polib knows. Of comments only the flags are kept.

    Octal and hexadecimal escapes are bytes of UTF-8. FileRefused names each line that gettext would refuse.
    """
    lines, problems = [], []
    for number, line in enumerate(text.replace("\r\n", "\n").split("\n"), start=1):
        try:
            lines.append(_normalise_line(line))
        except _Malformed as error:
            problems.append(Problem(number, "", str(error)))
    if problems:
        raise FileRefused(problems)
    return lines


def join_texts(lines: list[str]) -> list[str]:
    """Return the lines with each text in one: polib takes each further line to copy all before it.

    Empty lines take the place of what was joined, so that each line keeps its number.
    """
    joined, first = list(lines), None
    parts: dict[int, list[str]] = {}
    for number, line in enumerate(lines):
        if line.startswith('"') and first is not None:
            parts.setdefault(first, [lines[first][:-1]]).append(line[1:-1])
            joined[number] = ""
        elif line:
            first = None if line.startswith(("#", '"')) else number
    for number, texts in parts.items():
        joined[number] = "".join(texts) + '"'
    return joined


def check_head(joined: list[str]) -> None:
    """Refuse a head with very many lines that do not begin with a name."""
    is_head = False
    for number, line in enumerate(joined, start=1):
        if found := _MSGID.match(line):
            is_head = found[1] == '"'
        elif is_head and line.startswith("msgstr"):
            head = polib.unescape(line).splitlines()
            if sum(":" not in part for part in head) > UNNAMED:
                raise FileRefused([Problem(number, "", _("This is not a well-formed PO file."))])


class _Malformed(Exception):
    """A line that cannot be read, with the reason."""


def _normalise_line(line: str) -> str:
    found = _LINE.fullmatch(line.strip())
    if found is None:  # polib would cut such a line off and go on
        raise _Malformed(_("This is not a well-formed PO file."))
    if found["comment"]:
        comment = found["comment"].replace("\r", " ")
        return f"#, {comment[2:]}" if comment.startswith("#,") else COMMENT
    if found["text"] is None:
        return ""
    return f'{found["start"]}{polib.escape(_ESCAPE.sub(_unescape, found["text"]))}"'


def _unescape(found: re.Match[str]) -> str:
    try:
        if found[1] is not None:
            return _NAMED[found[1]]
        numbers = found[0].split("\\")[1:]
        return bytes(int(part[1:], 16) if part[0] == "x" else int(part, 8) for part in numbers).decode()
    except (KeyError, ValueError):
        reason = _("A PO file cannot contain this escape: %(escape)s. Write the character itself.")
        raise _Malformed(reason % {"escape": found[0][:SHOWN]}) from None
