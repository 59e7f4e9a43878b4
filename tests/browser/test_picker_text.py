"""Text typed in a picker and not chosen is sent, and found or asked about: no text is lost."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Open
from tests.browser.test_picker import chosen, open_page

pytestmark = pytest.mark.browser
CONCEPT = "/admin/vocabularies/of/countries/concepts/ke/"
RELATED = "concept-picker[data-name=related]"


def text_sent(page: Page) -> list[str]:
    """Return the texts that the form would send beside the ids."""
    return page.evaluate("[...new FormData(document.querySelector('form')).getAll('tags-find')]")  # type: ignore[no-any-return]


def test_typed_text_is_sent_once_and_given_back_to_the_plain_control(open_as: Open) -> None:
    with open_as() as v:
        page = open_page(v)
        page.get_by_role("combobox").fill("Bog")
        assert text_sent(page) == ["Bog"]
        page.evaluate("window.kept = document.querySelector('concept-picker'); kept.remove()")
        assert page.evaluate("kept.querySelector('#plain').value") == "Bog"


def test_choosing_one_name_keeps_those_before_it(open_as: Open) -> None:
    with open_as() as v:
        page = open_page(v)
        page.get_by_role("combobox").fill("Bog; perou")
        page.get_by_role("option").first.click()
        assert chosen(page) == ["First", "Second", "Peru"]
        assert text_sent(page) == ["Bog;"]
        v.assert_no_errors()


def test_an_unknown_name_is_shown_again_with_the_error(open_as: Open) -> None:
    with open_as("editor") as v:
        page = v.go(CONCEPT)
        page.locator(RELATED).get_by_role("combobox").fill("Atlantis")
        with page.expect_navigation():
            page.get_by_role("button", name="Save", exact=True).click()
        field = page.locator(RELATED).get_by_role("combobox")
        expect(field).to_have_value("Atlantis")
        expect(field).to_have_attribute("aria-invalid", "true")
        expect(page.get_by_text("“Atlantis” is not known here.").first).to_be_visible()
