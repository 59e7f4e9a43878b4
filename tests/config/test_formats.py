"""The format of dates in each language."""

from datetime import UTC, datetime

import pytest
from django.conf import settings
from django.forms import DateField
from django.utils import translation
from django.utils.formats import date_format

MOMENT = datetime(2026, 11, 5, 14, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("form", "words"),
    [
        ("DATE_FORMAT", "5 نوفمبر 2026"),
        ("DATETIME_FORMAT", "5 نوفمبر 2026، 14:30"),
        ("SHORT_DATE_FORMAT", "05\u200f/11\u200f/2026"),
        ("SHORT_DATETIME_FORMAT", "05\u200f/11\u200f/2026، 14:30"),
    ],
)
def test_in_arabic_the_day_comes_first(form: str, words: str) -> None:
    with translation.override("ar"):
        assert date_format(MOMENT, form) == words


@pytest.mark.parametrize(
    ("form", "words"),
    [
        ("DATE_FORMAT", "5 November 2026"),
        ("TIME_FORMAT", "14:30"),
        ("DATETIME_FORMAT", "5 November 2026, 14:30"),
        ("SHORT_DATE_FORMAT", "5 Nov 2026"),
        ("SHORT_DATETIME_FORMAT", "5 Nov 2026, 14:30"),
        ("MONTH_DAY_FORMAT", "5 November"),
    ],
)
def test_english_is_written_as_the_united_nations_write_it(form: str, words: str) -> None:
    assert date_format(MOMENT, form) == words


def test_a_date_typed_with_slashes_begins_with_the_day_in_english() -> None:
    assert DateField(localize=True).clean("05/11/2026") == MOMENT.date()


@pytest.mark.parametrize("language", [code for code, _name in settings.LANGUAGES])
def test_every_language_has_24_hours(language: str) -> None:
    with translation.override(language):
        for form in ("TIME_FORMAT", "DATETIME_FORMAT", "SHORT_DATETIME_FORMAT"):
            assert "14:30" in date_format(MOMENT, form)


def test_other_languages_keep_their_own_dates() -> None:
    with translation.override("fr"):
        assert date_format(MOMENT, "DATETIME_FORMAT") == "5 novembre 2026, 14:30"
