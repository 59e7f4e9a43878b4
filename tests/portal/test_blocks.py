"""The blocks of navigation and home page refuse invalid links."""

from typing import Any

import pytest
from django.core.exceptions import ValidationError

from portal.blocks import CallToActionBlock, LinkBlock
from portal.models import HomePage
from tests.factories.portal import make_page


def link(**value: Any) -> Any:
    """Clean a link block with this value."""
    block = LinkBlock()
    words = [{"language": "en", "text": text} for text in value.pop("words", [])]
    return block.clean(block.normalize({"page": None, "address": "", "words": words} | value))


def test_a_link_has_one_target(home: HomePage) -> None:
    page = make_page(home)
    assert link(page=page)["page"].pk == page.pk
    assert link(address="https://example.org/", words=["Out"])["address"] == "https://example.org/"
    for wrong in ({}, {"page": page, "address": "https://example.org/", "words": ["Out"]}):
        with pytest.raises(ValidationError):
            link(**wrong)


def test_a_url_needs_a_text() -> None:
    with pytest.raises(ValidationError):
        link(address="https://example.org/")


@pytest.mark.parametrize(
    "address", ["javascript:alert(1)", "//evil.example/", "data:text/html,x", "example.org"]
)
def test_a_url_must_be_valid(address: str) -> None:
    with pytest.raises(ValidationError):
        link(address=address, words=["Out"])


def test_a_call_to_action_links_to_a_published_page(home: HomePage) -> None:
    block = CallToActionBlock()
    page, draft = make_page(home, slug="a"), make_page(home, slug="b", live=False)
    value = {"title": "Read", "text": "It is short.", "page": page}
    assert block.clean(block.normalize(value))["page"].pk == page.pk
    with pytest.raises(ValidationError):
        block.clean(block.normalize(value | {"page": draft}))
