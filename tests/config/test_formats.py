"""Dates as readers of each language write them."""

from datetime import UTC, datetime

import pytest
from django.utils import translation
from django.utils.formats import date_format

MOMENT = datetime(2026, 11, 5, 14, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("form", "words"),
    [
        ("DATE_FORMAT", "5 نوفمبر 2026"),
        ("DATETIME_FORMAT", "5 نوفمبر 2026، 2:30 م"),
        ("SHORT_DATE_FORMAT", "05\u200f/11\u200f/2026"),
        ("SHORT_DATETIME_FORMAT", "05\u200f/11\u200f/2026، 2:30 م"),
    ],
)
def test_in_arabic_the_day_comes_first(form: str, words: str) -> None:
    with translation.override("ar"):
        assert date_format(MOMENT, form) == words


def test_other_languages_keep_their_own_dates() -> None:
    with translation.override("fr"):
        assert date_format(MOMENT, "DATE_FORMAT") == "5 novembre 2026"
