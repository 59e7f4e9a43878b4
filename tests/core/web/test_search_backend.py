"""What people type into the admin's search finds pages, whatever SQLite's FTS5 would take it for."""

import pytest
from wagtail.models import Page
from wagtail.search.backends import get_search_backend
from wagtail.search.index import insert_or_update_object

from portal.services.sites import start_site
from tests.factories.portal import make_page

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "words",
    ['"Ocean" depths', 'ocean"', 'dep"ths', 'OR" AND ("', '"', "'", "NEAR(ocean", "-", "*", "\\", "%s"],
)
@pytest.mark.parametrize("how", ["search", "autocomplete"])
def test_operators_and_quotation_marks_are_words(how: str, words: str) -> None:
    list(getattr(get_search_backend(), how)(words, Page))


def test_a_quoted_word_is_found() -> None:
    page = make_page(start_site(title="Commons"), title='The "Ocean" depths')
    insert_or_update_object(page)  # without waiting for the commit
    assert list(get_search_backend().search('"ocean" depths', Page)) == [page.page_ptr]
    assert list(get_search_backend().autocomplete('"oce', Page)) == [page.page_ptr]
