"""What pages give their scripts: the texts for times, and one number for each plural form."""

import json
from datetime import UTC, datetime

import pytest
from babel import Locale
from django.conf import settings
from django.utils import formats, translation

from core.realtime.templatetags.live import plural_samples, time_words

LANGUAGES = [code for code, _name in settings.LANGUAGES]
KNOWN = set("YnmjdHGiNFEMb")  # format letters that static/js/live/posts.js supports


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_script_supports_every_letter_of_the_format(language: str) -> None:
    with translation.override(language):
        words = json.loads(time_words())
        march = formats.date_format(datetime(2026, 3, 1, 15, 5, tzinfo=UTC), "DATETIME_FORMAT")
    letters = {
        letter
        for place, letter in enumerate(words["format"])
        if letter.isascii() and letter.isalpha() and words["format"][place - 1] != "\\"
    }
    assert letters - KNOWN == set()
    assert len(words["months"]) == 12
    if letters & set("NFEMb"):
        assert words["months"][2] in march


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_sample_has_its_plural_form(language: str) -> None:
    locale = Locale.parse(language, sep="-")
    with translation.override(language):
        samples = dict(plural_samples())
    assert {category: locale.plural_form(number) for category, number in samples.items()} == {
        category: category for category in samples
    }
    whole = {locale.plural_form(number) for number in range(1000)}
    assert whole <= samples.keys()
