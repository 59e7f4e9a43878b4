"""The lines of a PO file as gettext reads them, written so that polib reads the same."""

import re

import polib
from django.utils.translation import gettext as _

from translations.units import FileRefused, Problem

_LINE = re.compile(
    r'(?P<comment>#.*)|(?P<start>(?:msg(?:ctxt|id|id_plural|str|str\[\d+\])\s*)?")'
    r'(?P<text>(?:\\.|[^"\\]+)*+)"|'
)
_BYTES = r"(?:\\(?:[0-7]{1,3}|x[0-9A-Fa-f]+))+"  # in C, a hexadecimal escape is as long as its digits
_ESCAPE = re.compile(rf"{_BYTES}|\\(.)")
_NAMED = {
    "a": "\a", "b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t", "v": "\v", "\\": "\\", '"': '"',
}  # fmt: skip
SHOWN = 40  # characters of an escape in a message
_GLUED = re.compile(r"#([,.:|]?)(?=[^\s,.:|~#])")  # gettext needs no space after the mark of a comment


def normalise(text: str) -> str:
    """Return the text of a PO file in the lines and escapes that polib knows; each line keeps its number.

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
    return "\n".join(lines)


class _Malformed(Exception):
    """A line that cannot be read, with the reason."""


def _normalise_line(line: str) -> str:
    found = _LINE.fullmatch(line.strip())
    if found is None:  # polib would cut such a line off and go on
        raise _Malformed(_("This is not a well-formed PO file."))
    if found["comment"]:
        return _GLUED.sub(r"#\1 ", found["comment"].replace("\r", " "), count=1)
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
