"""Normalises what people write before it is stored: Unicode NFC, no hidden steering characters.

The bidirectional controls are those of Unicode Standard Annex 9; the marks LRM, RLM and ALM are
allowed inside a name because Arabic and Hebrew names need them beside Latin letters.
"""

import re
import unicodedata
from itertools import groupby
from typing import Literal

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

NAME_LIMIT = 10_000  # characters looked at; anything longer is refused by the field's own maximum
_SHORT = 256  # characters; up to here the order of the marks does not matter for the time

_BIDI_STEERING = re.compile("[\u202a-\u202e\u2066-\u2069\u206a-\u206f]")
_ISOLATED_WHOLE = re.compile("([\u2066-\u2068]+)([^\u2066-\u2069]*)(\u2069+)")
_NEVER_IN_NAMES = re.compile("[\u200b\u2060-\u2064\ufeff\ufff9-\ufffb]")
_JOINERS_AND_MARKS = "\u200c\u200d\u200e\u200f\u061c\u00ad"
_BLANK_LETTERS = frozenset("\u115f\u1160\u3164\uffa0\u2800\U00013441\U00013442\U0001d159")
_UNSEEN = re.compile("[\ufff0-\ufff8\U000e0000-\U000e0fff]")  # default ignorable, though unassigned
_SURROGATE = re.compile("[\ud800-\udfff]")
_CONTROL = re.compile("[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f]")
_CONTROL_BUT_TAB_AND_LINE = re.compile("[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f]")
_MANY_MARKS = re.compile(
    "(?:\\S)(?:[\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]){5,}"
)
_LINE_END = re.compile("\r\n?|[\x0b\x0c\x1c-\x1e\x85\u2028]")
_BLANK_LINES_BEFORE = re.compile(r"\A(?:[^\S\n]*\n)+")
_BIDI_CONTROL = re.compile("[\u202a-\u202e\u2066-\u2069]")
_EMBEDDINGS, _OVERRIDES, _ISOLATES = "\u202a\u202b", "\u202d\u202e", "\u2066\u2067\u2068"
_POP_EMBEDDING, _POP_ISOLATE = "\u202c", "\u2069"


def clean_name(value: str) -> str:
    """Return a one-line name in NFC: white space collapsed, control and zero-width characters removed.

    ValidationError, translated, for bidirectional steering characters inside it, for text that no
    computer can store, for heaps of accents and for a name in which nothing can be seen.
    The empty string stays empty, so that a field may be optional.
    """
    _refuse_broken(value)
    text = normalize("NFC", value[:NAME_LIMIT])
    text = " ".join(_CONTROL.sub("", text).split())
    text = _NEVER_IN_NAMES.sub("", text).strip(_JOINERS_AND_MARKS + " ")
    isolated = _ISOLATED_WHOLE.fullmatch(text)  # as programs wrap a name that they copy out of a sentence
    if isolated and len(isolated[1]) == len(isolated[3]):
        text = isolated[2].strip(_JOINERS_AND_MARKS + " ")
    if _BIDI_STEERING.search(text):
        raise ValidationError(
            _("Remove the hidden characters that change the direction of writing, and try again."),
            code="bidi",
        )
    if _MANY_MARKS.search(normalize("NFD", text)):
        raise ValidationError(_("Use fewer accents on one letter."), code="marks")
    if text and not any(_visible(letter) for letter in text):
        raise ValidationError(_("Write at least one letter or digit."), code="invisible")
    return text


def clean_text(value: str) -> str:
    """Return a long text in NFC with line ends as `\\n`, without control characters and open bidi controls.

    ValidationError, translated, for a NUL character or text that no computer can store.
    """
    _refuse_broken(value)
    return tidy_text(value)


def tidy_text(value: str) -> str:
    """Return what `clean_text` keeps of any text, refusing nothing."""
    text = _LINE_END.sub("\n", _SURROGATE.sub("\ufffd", value)).replace("\u2029", "\n\n").replace("\x1f", " ")
    return balance_bidi(normalize("NFC", _CONTROL_BUT_TAB_AND_LINE.sub("", text)))


def trim_text(text: str) -> str:
    """Return the text without empty lines before it and white space after it; its first line as indented.

    An indent may mean code, and Chinese paragraphs begin with two ideographic spaces.
    """
    return _BLANK_LINES_BEFORE.sub("", text).rstrip()


def has_visible_text(text: str) -> bool:
    """Return whether anything of the text can be seen: letters, marks of punctuation, symbols."""
    return any(
        unicodedata.category(letter) not in ("Cc", "Cf", "Cs", "Mn", "Mc", "Me", "Zs", "Zl", "Zp")
        and letter not in _BLANK_LETTERS
        and not _UNSEEN.match(letter)
        for letter in text
    )


def remove_bidi(text: str) -> str:
    """Return the text without any character that steers the direction of writing."""
    return _BIDI_STEERING.sub("", text)


def balance_bidi(text: str) -> str:
    """Return the text with only those embeddings and isolates that are closed in the same line.

    Overrides are removed: they show letters in another order than they are read and stored in. See Unicode
    Standard Annex 9 and Technical Standard 55.
    """
    if not _BIDI_STEERING.search(text):
        return text
    return "\n".join(_balanced_line(line) for line in text.split("\n"))


def _balanced_line(line: str) -> str:
    kept: set[int] = set()
    opened: list[tuple[int, str]] = []
    isolates = 0  # among those
    for match in _BIDI_CONTROL.finditer(line):
        place, control = match.start(), match[0]
        if control == _POP_EMBEDDING:
            if opened and opened[-1][1] not in _ISOLATES:
                start, opening = opened.pop()
                kept |= {start, place} if opening in _EMBEDDINGS else set()
        elif control != _POP_ISOLATE:
            opened.append((place, control))
            isolates += control in _ISOLATES
        elif isolates:
            while opened[-1][1] not in _ISOLATES:  # an isolate closes the embeddings left open inside it
                opened.pop()
            kept |= {opened.pop()[0], place}
            isolates -= 1
    return _BIDI_STEERING.sub(lambda match: match[0] if match.start() in kept else "", line)


def nfc(value: str) -> str:
    """Return the text in Unicode NFC, the only form that is kept and looked up."""
    return normalize("NFC", value)


def normalize(form: Literal["NFC", "NFD"], text: str) -> str:
    """Return the text in this Unicode form, in a time that grows with its length only.

    `unicodedata` sorts the marks of one letter by insertion: 40,000 of them in the wrong order take it many
    seconds. Here they are in their order before it sees them.
    """
    if len(text) > _SHORT and not unicodedata.is_normalized(form, text):
        text = _with_sorted_marks("".join(unicodedata.normalize("NFD", letter) for letter in text))
    return unicodedata.normalize(form, text)


def _with_sorted_marks(decomposed: str) -> str:
    """Return the text in canonical order, see the Unicode Standard, section 3.11."""
    runs = groupby(decomposed, key=lambda letter: unicodedata.combining(letter) > 0)
    return "".join("".join(sorted(run, key=unicodedata.combining) if marks else run) for marks, run in runs)


def ascii_digits(value: str) -> str:
    """Return the text with decimal digits as 0 to 9, and without spaces and invisible marks."""
    return "".join(
        str(unicodedata.decimal(letter, letter))
        for letter in value
        if not letter.isspace() and unicodedata.category(letter) not in ("Cc", "Cf")
    )


def _visible(letter: str) -> bool:
    return unicodedata.category(letter)[0] in "LN" and letter not in _BLANK_LETTERS


def _refuse_broken(value: str) -> None:
    if "\x00" in value or _SURROGATE.search(value):
        raise ValidationError(
            _("This text holds characters that cannot be kept. Type it again."), code="broken"
        )
