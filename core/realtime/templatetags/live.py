"""Formats of times and numbers for scripts, the same that the server uses."""

import json
from datetime import UTC, datetime

from django import template
from django.utils import dateformat, formats
from django.utils.translation import get_language

register = template.Library()
MONTHS = "NFEMb"  # format letters that write the month's name
# One number for each plural category of a language, as Unicode CLDR (and Intl.PluralRules) names them.
SAMPLES = {
    "ar": {"zero": 0, "one": 1, "two": 2, "few": 3, "many": 11, "other": 100},
    "en": {"one": 1, "other": 2},
    "es": {"one": 1, "other": 2},
    "fr": {"one": 1, "other": 2},
    "ru": {"one": 1, "few": 2, "many": 5},
    "zh-hans": {"other": 1},
}


@register.simple_tag
def time_words() -> str:
    """Return, as JSON, how `local_time` writes a moment in the active language.

    `format` is Django's format, of which the script knows the letters of a day and of 24 hours; `months`
    twelve names.
    """
    pattern = formats.get_format("DATETIME_FORMAT")
    letter = next((each for each in pattern if each in MONTHS), "F")
    months = [datetime(2026, month, 1, tzinfo=UTC) for month in range(1, 13)]
    words = {"format": pattern, "months": [dateformat.format(moment, letter) for moment in months]}
    return json.dumps(words, ensure_ascii=False, separators=(",", ":"))


@register.simple_tag
def plural_samples() -> list[tuple[str, int]]:
    """Return (category, a number of it) for the active language: a sentence is written once for each."""
    return list(SAMPLES.get(get_language() or "en", SAMPLES["en"]).items())
