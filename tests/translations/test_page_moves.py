"""Moving a page moves its copies."""

from typing import Any

import pytest
from wagtail.models import Locale, Page

from accounts.models import User
from portal.models import HomePage, StandardPage
from portal.services.locales import fill_locales
from tests.factories.portal import make_page
from tests.translations.files import FRENCH, bundle_of, filled
from translations.services import import_file

LANGUAGES = ["ar", "en", "fr"]


@pytest.fixture
def other(home: HomePage, page: StandardPage) -> StandardPage:
    """Another page, to move below or before."""
    other = make_page(home, title="More", slug="more")
    fill_locales()
    return other


def addresses(slug: str) -> list[str]:
    """Return the URL path of the page in each language."""
    pages = Page.objects.filter(slug=slug).order_by("locale__language_code")
    return [page.url_path.split("/", 2)[2] for page in pages]


def order(home: HomePage, code: str) -> list[str]:
    """Return the pages below a language's home page."""
    return [page.slug for page in home.get_translation(Locale.objects.get(language_code=code)).get_children()]


def test_copies_and_translations_follow(
    page: StandardPage, other: StandardPage, french: Locale, client: Any
) -> None:
    import_file(filled(bundle_of(page, locale=french), FRENCH), publish=True)
    page.move(other, pos="last-child")
    assert addresses("help") == ["more/help/"] * 3
    assert "Comment ça marche." in client.get("/fr/more/help/").content.decode()


def test_they_follow_in_the_admin_once(
    page: StandardPage, other: StandardPage, admin: User, as_user: Any
) -> None:
    answer = as_user(admin).post(f"/admin/pages/{page.pk}/move/{other.pk}/confirm/")
    assert answer.status_code == 302
    assert addresses("help") == ["more/help/"] * 3


def test_the_order_is_the_same_in_every_language(
    home: HomePage, page: StandardPage, other: StandardPage
) -> None:
    make_page(home, title="Last", slug="last")
    fill_locales()
    Page.objects.get(pk=other.pk).move(page, pos="left")
    assert [order(home, code) for code in LANGUAGES] == [["more", "help", "last"]] * 3
    home.get_children().get(slug="help").move(home, pos="last-child")
    assert [order(home, code) for code in LANGUAGES] == [["more", "last", "help"]] * 3


def test_moving_a_translation_moves_no_other(page: StandardPage, other: StandardPage, french: Locale) -> None:
    page.get_translation(french).move(other.get_translation(french), pos="last-child")
    assert addresses("help") == ["help/", "help/", "more/help/"]
    page.move(other, pos="last-child")
    assert addresses("help") == ["more/help/"] * 3


def test_a_copy_stays_where_its_slug_is_taken(
    page: StandardPage, other: StandardPage, french: Locale
) -> None:
    taken = make_page(other.get_translation(french).specific, title="Taken", slug="help", locale=french)
    page.move(other, pos="last-child")
    assert addresses("help")[:2] == ["more/help/"] * 2
    assert taken.get_parent().pk == other.get_translation(french).pk
    assert page.get_translation(french).get_parent().depth == 2
