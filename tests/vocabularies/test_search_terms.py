"""How names are normalised to search terms."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vocabularies.search_terms import QUERY_WORDS, WORD_LIMIT, fold, query_words, words_of


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Côte d'Ivoire", "cote d'ivoire"),
        ("Côte d’Ivoire", "cote d'ivoire"),
        ("ʻ ʼ ʹ ’ ‘ ` ´ ʾ ʿ ׳ ＇ ŉ", "' ' ' ' ' ' ' ' ' ' ' 'n"),
        ("ǀXam ǁAni ǂHoan ǃXóõ", "'xam 'ani 'hoan 'xoo"),
        ("علماء سئل رؤية", "علما سيل رويه"),
        ("ŒUVRE, Ærø, Łódź, Straße", "oeuvre, aero, lodz, strasse"),
        ("Ёлка, Й", "елка, и"),
        ("مُحَمَّد", "محمد"),
        ("إيران آسيا أذربيجان ٱلله", "ايران اسيا اذربيجان الله"),
        ("مصطفى مكتبة", "مصطفي مكتبه"),
        ("الـمـعـرفة", "المعرفه"),
        ("٢١ ۲۱ ２１", "21 21 21"),
        ("ﬁeld Ｋｎｏｗ", "field know"),
    ],
)
def test_case_accents_and_letter_forms_are_removed(text: str, folded: str) -> None:
    assert fold(text) == folded


@given(st.text(max_size=40))
def test_normalising_twice_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)


def found(query: str, name: str, language: str) -> bool:
    """Return whether each word of the query is a prefix of a word of the name."""
    words = words_of(name, language)
    asked = query_words(query)
    return bool(asked) and all(any(word.startswith(one) for word in words) for one in asked)


@pytest.mark.parametrize(
    ("query", "name", "language"),
    [
        ("ivoire", "Côte d’Ivoire", "en"),
        ("COTE", "Côte d’Ivoire", "fr"),
        ("معرفة", "إدارة المعرفة", "ar"),
        ("المعرفه", "إدارة معرفة", "ar"),
        ("اتصال", "التثقيف والاتصال", "ar"),
        ("توعية", "التثقيف وتوعية الجمهور", "ar"),
        ("المانيا", "ألمانيا", "ar"),
        ("الم", "ألمانيا", "ar"),
        ("تنوع", "خطة للتنوع", "ar"),
        ("多样", "生物多样性公约", "zh-hans"),
        ("公约", "《生物多样性公约》", "zh-hans"),
        ("ещё", "Еще одна", "ru"),
        ("nino", "El Niño", "es"),
        ("21 know", "Target 21: Knowledge", "en"),
        ("divoire", "Côte d’Ivoire", "fr"),
        ("dʼivoire", "Côte d'Ivoire", "fr"),
        ("ivoire", "Côte d´Ivoire", "fr"),
        ("d ivoire", "Côte d’Ivoire", "fr"),
        ("kiche", "Kʼicheʼ", "en"),
        ("K'iche'", "Kʼicheʼ", "en"),
        ("k`iche", "Kiche", "en"),
        ("ozbek", "Oʻzbekcha", "en"),
        ("o‘zbek", "Oʻzbekcha", "en"),
        ("qoraqalpogiston", "Qoraqalpogʻiston", "en"),
        ("hawaii", "ʻŌlelo Hawaiʻi", "en"),
        ("olelo", "ʻŌlelo Hawaiʻi", "en"),
        ("hawai'i", "Hawaii", "en"),
        ("yucatec maya t'aan", "Yucatec Maya tʼàan", "en"),
        ("san'a", "Ṣanʿāʾ", "en"),
        ("taizz", "Taʿizz", "en"),
        ("صنعا", "صنعاء", "ar"),
        ("xam", "ǀXam", "en"),
        ("|xam", "ǀXam", "en"),
        ("/xam", "ǀXam", "en"),
        ("!xoo", "ǃXóõ", "en"),
        ("n|uu", "Nǀuu", "en"),
        ("nuu", "Nǀuu", "en"),
        ("n!xau", "Nǃxau", "en"),
        ("ǁani", "||Ani", "en"),
        ("=hoan", "ǂHoan", "en"),
        ("hausa dan", "Hausa ɗan", "en"),
        ("צ'כיה", "צ׳כיה", "en"),
    ],
)
def test_a_name_is_found_by_the_beginnings_of_its_words(query: str, name: str, language: str) -> None:
    assert found(query, name, language)


@pytest.mark.parametrize(
    ("query", "name", "language"),
    [
        ("ledge", "Knowledge", "en"),
        ("约公", "生物多样性公约", "zh-hans"),
        ("", "Kenya", "en"),
        ("!?", "Kenya", "en"),
    ],
)
def test_and_by_nothing_else(query: str, name: str, language: str) -> None:
    assert not found(query, name, language)


@given(st.text(min_size=1, max_size=200), st.sampled_from(["en", "ar", "zh-hans"]))
def test_words_fit_their_column(text: str, language: str) -> None:
    assert all(0 < len(word) <= WORD_LIMIT for word in words_of(text, language))


@given(st.text(alphabet=st.characters(categories=["Lu", "Ll", "Lo", "Nd"]), min_size=1, max_size=30))
def test_a_name_is_found_by_itself(name: str) -> None:
    assert not query_words(name) or found(name, name, "ar") or found(name, name, "en")


def test_a_query_has_an_end() -> None:
    assert query_words("a b c d e f g h i j k") == list("abcdefgh")
    assert len(query_words("a " * 50)) == 1
    assert QUERY_WORDS == 8
