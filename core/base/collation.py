"""Sort keys: names in the order in which readers of their language look for them.

Keys are hexadecimal text, so that every database and every collation orders them the same way, and names of
different languages may be in one list. The order is that of the Unicode Collation Algorithm, with what
each UN language adds: Spanish ñ after n; Arabic without the article at the beginning and with all forms of
alef together; the common Chinese characters by pinyin (the order of GB 18030), the rarer ones after them.
"""

import re
import unicodedata
from collections.abc import Callable, Iterator
from functools import lru_cache

from pyuca import Collator

KEY_LIMIT = 2000  # characters; what differs only beyond it counts as equal

_Element = tuple[int, int, int]
_HAN = re.compile("[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003134f]")
_ENYE = re.compile("[nN]\u0303")
_AFTER_LETTER: _Element = (0xFFF0, 0x20, 0x2)  # heavier than every letter
_ARABIC_ONE = str.maketrans("آأإٱةى", "ااااتي")
_ARABIC_ARTICLE = re.compile(r"^ال(?=\w{2})")
_COMMON_HAN, _RARE_HAN, _REST_OF_HAN = 0xFB40, 0xFB41, 0xFB42


def sort_key(text: str, language: str) -> str:
    """Return the sort key of a name in a language ("es", "zh-hans"): at most KEY_LIMIT hexadecimal digits."""
    short = language.split("-")[0]
    levels: tuple[list[int], list[int], list[int]] = ([], [], [])
    for element in _elements(text, short):
        for level, weight in zip(levels, element, strict=False):
            if weight:
                level.append(weight)
    weights = [*levels[0], 0, *levels[1], 0, *levels[2]]
    return "".join(f"{weight:04x}" for weight in weights)[:KEY_LIMIT]


def _elements(text: str, language: str) -> Iterator[_Element]:
    if language == "ar":
        whole = unicodedata.normalize("NFC", text).strip()
        text = _ARABIC_ARTICLE.sub("", whole).translate(_ARABIC_ONE)
    spread = unicodedata.normalize("NFD", text)
    if language == "es":
        yield from _around(spread, _ENYE, lambda found: [*_plain(found[0]), _AFTER_LETTER])
    elif language == "zh":
        yield from _around(spread, _HAN, _chinese)
    else:
        yield from _plain(spread)


def _around(text: str, pattern: re.Pattern[str], own: Callable[[str], list[_Element]]) -> Iterator[_Element]:
    """Yield the elements of a text in which what matches the pattern has elements of our own."""
    end = 0
    for found in pattern.finditer(text):
        yield from _plain(text[end : found.start()])
        yield from own(found.group())
        end = found.end()
    yield from _plain(text[end:])


def _chinese(letter: str) -> list[_Element]:
    """GB 18030 keeps the 3,755 common characters in the order of their pinyin, from B0A1 to D7F9."""
    code = letter.encode("gb18030")
    if len(code) == 2:
        common = code[0] >= 0xB0 and code[1] >= 0xA1
        return [(_COMMON_HAN if common else _RARE_HAN, 0x20, 0x2), (int.from_bytes(code, "big"), 0, 0)]
    high, low = int.from_bytes(code[:2], "big"), int.from_bytes(code[2:], "big")
    return [(_REST_OF_HAN, 0x20, 0x2), (high, 0, 0), (low, 0, 0)]


def _plain(text: str) -> list[_Element]:
    return [tuple(element[:3]) for element in _collator().collation_elements(text)] if text else []


@lru_cache(maxsize=1)
def _collator() -> Collator:
    """Read the table of the algorithm, once in a process (0.1 s)."""
    return Collator()
