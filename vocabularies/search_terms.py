"""How names are found: words in a form that is blind to case, accents, vowel signs and the article.

What is stored (`words_of`) and what is asked (`query_words`) are folded in the same way; a stored word is
found by its beginning.
"""

import re
import unicodedata

WORD_LIMIT = 80  # characters kept of a word
QUERY_WORDS = 8  # words of a query that count

_HAN = "\u3400-\u4dbf\u4e00-\u9fff\U00020000-\U0003134f"
_RUN = re.compile(f"[{_HAN}]+|[^\\W_{_HAN}]+")
_IS_HAN = re.compile(f"[{_HAN}]")
# Apostrophes, the letters and accents that are written like one (okina, ayin, hamza, glottal stops, geresh),
# and click letters: people type any of them, or none.
_APOSTROPHES = str.maketrans(dict.fromkeys("‘’‚‛`´ʹʺʻʼʽʾʿˈˊˋ′‵＇ʹ΄᾽᾿՚׳ꞌꞋʔʕɁɂǀǁǂǃ", "'"))
_LETTERS = str.maketrans(
    {
        "ø": "o", "đ": "d", "ð": "d", "ł": "l", "ħ": "h", "æ": "ae", "œ": "oe", "ı": "i", "þ": "th",
        "ə": "e", "ɛ": "e", "ɔ": "o", "ŋ": "n", "ɲ": "n", "ɓ": "b", "ɗ": "d", "ƙ": "k", "ƴ": "y", "ƒ": "f",
        "ɨ": "i", "ʉ": "u", "ŧ": "t",
        "ٱ": "ا", "ى": "ي", "ی": "ي", "ة": "ه", "ک": "ك", "ـ": "", "ء": "",
    }
) | _APOSTROPHES  # fmt: skip
_ARABIC_PREFIXES = ("وال", "بال", "فال", "كال", "لل", "ال", "و")
_ARTICLE = "ال"


def fold(text: str) -> str:
    """Return the text without case, accents, vowel signs, tatweel and width; Arabic letters in one form.

    All forms of alef become the bare one, alef maqsura ya, ta marbuta ha, and a hamza without a seat goes;
    apostrophes and click letters become one straight apostrophe, digits 0 to 9.
    """
    spread = unicodedata.normalize("NFKD", text.translate(_APOSTROPHES).casefold()).casefold()
    bare = "".join(letter for letter in spread if not unicodedata.category(letter).startswith("M"))
    return "".join(_digit(letter) for letter in bare.translate(_LETTERS))


def _digit(letter: str) -> str:
    value = unicodedata.decimal(letter, None)
    return letter if value is None else str(value)


def words_of(text: str, language: str) -> set[str]:
    """Return the folded words under which a name in this language is found by their beginning.

    A run of Chinese characters is kept with each of its ends, so that any part of it is the beginning of
    one. Arabic words are kept with and without the article and the particles written onto it. A word with
    an apostrophe is kept in its parts and without the apostrophe. The name as a whole is kept, too
    (`whole_key`), so that names which begin with what was asked can come first.
    """
    folded = fold(text)
    joined = without_apostrophes(folded)
    words = {_whole(folded), _whole(joined)}
    for run in _RUN.findall(f"{folded} {joined}"):
        if _IS_HAN.match(run):
            words.update(run[start : start + WORD_LIMIT] for start in range(len(run)))
        else:
            words.add(run[:WORD_LIMIT])
            if language == "ar":
                words.update(_without_particles(run[:WORD_LIMIT]))
    return words


def whole_key(text: str) -> str:
    """Return the mark under which a whole name, or its beginning, is found: `^clearing house` for one.

    The sign before it is part of no word.
    """
    return _whole(without_apostrophes(fold(text)))


def without_apostrophes(folded: str) -> str:
    """Return a folded text without its apostrophes: `kiche` for `k'iche'`."""
    return folded.replace("'", "")


def _whole(folded: str) -> str:
    return f"^{' '.join(_RUN.findall(folded))}"[:WORD_LIMIT].rstrip()


def _without_particles(word: str) -> set[str]:
    return {
        word.removeprefix(prefix)
        for prefix in _ARABIC_PREFIXES
        if word.startswith(prefix) and len(word) >= len(prefix) + 3
    }


def query_words(query: str) -> list[str]:
    """Return the first QUERY_WORDS folded words of a query, each once, in their order.

    Apostrophes are dropped; so is the Arabic article where enough of the word is left: names are stored
    without them, too.
    """
    words = []
    for run in _RUN.findall(without_apostrophes(fold(query))):
        bare = run.removeprefix(_ARTICLE)
        words.append((bare if len(bare) >= 3 else run)[:WORD_LIMIT])
    return list(dict.fromkeys(words))[:QUERY_WORDS]
