"""The address of a filtered list is led to its clean form."""

import pytest
from django.test import RequestFactory

from vocabularies.facets import redirect_to_clean_address
from vocabularies.facets.sample import FACETS, ROWS


@pytest.mark.parametrize(
    ("query", "address"),
    [
        ("", None),
        ("language=fr&length=short", None),
        ("from=mail&language=fr", None),
        ("language=", "/list/"),
        ("length=SHORT&language=fr&language=fr", "/list/?language=fr&length=short"),
    ],
)
def test_an_address_is_led_to_its_clean_form(query, address):
    request = RequestFactory().get(f"/list/?{query}")
    response = redirect_to_clean_address(request, FACETS.filter(ROWS, request.GET))
    assert (response and response.url) == address


def test_a_preview_is_not_led_anywhere():
    request = RequestFactory().get("/list/?language=")
    request.is_preview = True
    assert redirect_to_clean_address(request, FACETS.filter(ROWS, request.GET)) is None
