"""The admin's search finds pages also for text with the syntax of SQLite's FTS5."""

import pytest
from wagtail.models import Page
from wagtail.search.backends import get_search_backend
from wagtail.search.index import insert_or_update_object

from portal.models import StandardPage
from portal.services.sites import start_site
from tests.factories.portal import make_page

pytestmark = pytest.mark.django_db


@pytest.fixture
def depths() -> StandardPage:
    """A page in the search index."""
    page = make_page(start_site(title="Commons"), title='The "Ocean" depths')
    insert_or_update_object(page)  # without a commit
    return page


@pytest.mark.parametrize("how", ["search", "autocomplete"])
@pytest.mark.parametrize(
    "words", ['"Ocean" depths', 'ocean"', '"depths', "ocean -depths", "Ocean*", "ocean'"]
)
def test_quotation_marks_and_operators_are_ignored(how: str, words: str, depths: StandardPage) -> None:
    assert list(getattr(get_search_backend(), how)(words, Page)) == [depths.page_ptr]


@pytest.mark.parametrize("how", ["search", "autocomplete"])
@pytest.mark.parametrize("words", ['OR" AND ("', '"', "'", "NEAR(ocean", "*", "\\", "%s", 'dep"ths'])
def test_operators_alone_find_nothing(how: str, words: str, depths: StandardPage) -> None:
    assert list(getattr(get_search_backend(), how)(words, Page)) == []


def test_a_quoted_beginning_is_found(depths: StandardPage) -> None:
    assert list(get_search_backend().autocomplete('"oce', Page)) == [depths.page_ptr]
