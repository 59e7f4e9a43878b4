"""The URL of a filtered list is redirected to its clean form."""

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
def test_a_url_is_redirected_to_its_clean_form(query, address):
    request = RequestFactory().get(f"/list/?{query}")
    response = redirect_to_clean_address(request, FACETS.filter(ROWS, request.GET))
    assert (response and response.url) == address


def test_a_preview_is_not_redirected():
    request = RequestFactory().get("/list/?language=")
    request.is_preview = True
    assert redirect_to_clean_address(request, FACETS.filter(ROWS, request.GET)) is None
