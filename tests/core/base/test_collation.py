"""Names in the order of each UN language."""

import re

import pytest

from core.base.collation import KEY_LIMIT, sort_key


@pytest.mark.parametrize(
    ("language", "ordered"),
    [
        ("en", ["Åland", "Albania", "Côte d'Ivoire", "Cote of arms", "Zambia"]),
        ("fr", ["cote", "Cote", "coté", "Égypte", "Éthiopie", "île", "Zambie"]),
        ("es", ["nube", "nz", "ñandú", "Ñu", "ombú"]),
        ("ru", ["Ёж", "Елка", "Жук", "Иран", "Йемен", "Катар"]),
        ("ar", ["إثيوبيا", "أذربيجان", "الأردن", "ألمانيا", "بنين", "السودان", "اليمن"]),
        ("zh-hans", ["Zebra", "阿富汗", "巴西", "法国", "南非", "赞比亚", "中国"]),
    ],
)
def test_names_are_sorted_by_the_rules_of_the_language(language: str, ordered: list[str]) -> None:
    mixed = ordered[::-1]
    assert sorted(mixed, key=lambda name: sort_key(name, language)) == ordered


def test_common_characters_are_sorted_by_pinyin_and_rare_ones_after_them() -> None:
    names = ["龘", "㐀", "𠀀", "一", "阿"]
    assert sorted(names, key=lambda name: sort_key(name, "zh-hans")) == ["阿", "一", "龘", "㐀", "𠀀"]


def test_a_sort_key_has_the_same_order_in_every_collation() -> None:
    key = sort_key("Éthiopie – 埃塞俄比亚 إثيوبيا" * 40, "zh-hans")
    assert re.fullmatch("[0-9a-f]+", key)
    assert len(key) == KEY_LIMIT


def test_composed_and_decomposed_letters_have_one_key() -> None:
    assert sort_key("E\u0301gypte", "fr") == sort_key("\u00c9gypte", "fr")


def test_several_languages_can_be_sorted_in_one_list() -> None:
    mixed = [("Algeria", "en"), ("مصر", "ar"), ("埃及", "zh-hans"), ("Ангола", "ru")]
    keys = [sort_key(name, language) for name, language in mixed]
    assert sorted(keys) == [keys[0], keys[3], keys[1], keys[2]]


def test_an_empty_text_has_a_key() -> None:
    assert sort_key("", "ar") < sort_key("ا", "ar")
