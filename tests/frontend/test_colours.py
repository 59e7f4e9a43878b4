"""Text has enough contrast on each background, in light and dark."""

import re
from pathlib import Path

import pytest
from django.conf import settings

TOKENS = (Path(settings.BASE_DIR) / "static/css/tokens.css").read_text("utf-8")
GROUNDS = {
    "ink": ["paper", "sheet", "wash", "leaf-wash", "saffron-wash", "alarm-wash"],
    "soft": ["paper", "sheet", "wash", "leaf-wash", "saffron-wash"],
    "leaf": ["paper", "sheet", "wash", "leaf-wash", "saffron-wash"],
    "saffron": ["paper", "sheet", "saffron-wash"],
    "alarm": ["paper", "sheet", "alarm-wash"],
    "on-leaf": ["leaf"],
}
BORDERS = {"edge": ["paper", "sheet", "wash"]}


def _palettes() -> list[tuple[str, dict[str, str]]]:
    """Return (scheme, colours) for each block of the tokens that sets a colour scheme."""
    blocks = re.findall(r"color-scheme: (light|dark);(.*?)\}", TOKENS, re.DOTALL)
    return [(scheme, dict(re.findall(r"--([\w-]+): (#[0-9a-f]{3,6});", body))) for scheme, body in blocks]


def _light_of(colour: str) -> float:
    """Return the relative luminance, 0 to 1, as WCAG 2.2 defines it."""
    digits = colour[1:] if len(colour) == 7 else "".join(digit * 2 for digit in colour[1:])
    parts = [int(digits[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    red, green, blue = [
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    ]
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """Return the contrast of two colours, 1 to 21."""
    dark, light = sorted((_light_of(one), _light_of(other)))
    return (light + 0.05) / (dark + 0.05)


def test_contrast_is_computed_as_wcag_does() -> None:
    assert contrast("#000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


def test_each_colour_scheme_is_defined_twice_and_alike() -> None:
    palettes = _palettes()
    assert [scheme for scheme, _ in palettes] == ["light", "dark", "light", "dark"]
    assert palettes[0] == palettes[2]
    assert palettes[1] == palettes[3]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_text_and_borders_have_enough_contrast(scheme: str) -> None:
    colours = dict(_palettes())[scheme]
    faint = [
        (text, ground, round(contrast(colours[text], colours[ground]), 2))
        for needed, pairs in ((4.5, GROUNDS), (3, BORDERS))
        for text, grounds in pairs.items()
        for ground in grounds
        if contrast(colours[text], colours[ground]) < needed
    ]
    assert faint == []
