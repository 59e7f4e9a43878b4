"""Page weight: two renderings of one page weigh the same, and little headroom is reported."""

import uuid

import pytest

from tests.weights import check_weight, page_weight, with_fixed_identifiers

TEMPLATE = (
    '<form><input name="csrfmiddlewaretoken" value="{token}"></form><article id="{one}"><a href="/{one}/">'
    '<time datetime="2026-{month:02}-07T10:00:00+00:00">7 {name} 2026</time></a></article>'
    '<p id="{two}">Words</p>'
)


def rendering(month: int, name: str) -> str:
    """Return the page with new random identifiers."""
    token = uuid.uuid4().hex + uuid.uuid4().hex
    return TEMPLATE.format(token=token, one=uuid.uuid4(), two=uuid.uuid4(), month=month, name=name)


def test_a_page_weighs_the_same_whatever_identifiers_it_drew() -> None:
    pages = [rendering(5, "May"), rendering(9, "September"), rendering(11, "November")]
    assert len({with_fixed_identifiers(page) for page in pages}) == 1
    assert len({page_weight(page) for page in pages}) == 1
    assert len(set(pages)) == 3


def test_equal_identifiers_stay_equal_and_others_differ() -> None:
    page = with_fixed_identifiers(rendering(5, "May"))
    first = page.split('article id="')[1][:36]
    assert page.count(first) == 2
    assert page.split('p id="')[1][:36] != first


def test_over_the_limit_fails_and_little_headroom_is_reported() -> None:
    check_weight("light", 90, 100)
    with pytest.warns(UserWarning, match=r"heavy: 91 of 100 bytes, less than a tenth is left"):
        check_weight("heavy", 91, 100)
    with pytest.raises(AssertionError, match="too heavy: 101 of 100 bytes"):
        check_weight("too heavy", 101, 100)
