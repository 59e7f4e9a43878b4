"""The reader's preferences of a request."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import RequestFactory

from core.web.reader_preferences import LIGHT, Pictures, is_light, pictures, saves_data, text_language
from core.web.templatetags.core import once
from core.web.templatetags.core import saves_data as asked_in_a_template


def request(cookies: dict[str, str] | None = None, query: str = "", **headers: str):
    """Return a visitor's request."""
    made = RequestFactory().get(f"/{query}", headers=headers)
    made.user = AnonymousUser()
    made.COOKIES = cookies or {}
    return made


@pytest.mark.parametrize(
    ("cookie", "header", "waits"),
    [
        ("", "", False),
        ("", "on", True),
        ("", " ON ", True),
        ("", "off", False),
        ("wait", "", True),
        ("show", "on", False),
        ("nonsense", "on", True),
    ],
)
def test_pictures_are_deferred_by_choice_or_save_data(cookie: str, header: str, waits: bool) -> None:
    assert saves_data(request({"pictures": cookie}, **{"Save-Data": header})) is waits


def test_an_unknown_value_counts_as_not_chosen() -> None:
    odd = request({"pictures": "x", "text_language": "tlh"}, "?text=tlh")
    assert (pictures(odd), text_language(odd)) == (Pictures.AUTO, "")


def test_a_choice_in_the_url_overrides_the_stored_one() -> None:
    assert text_language(request({"text_language": "ar"}, "?text=fr")) == "fr"
    assert text_language(request({"text_language": "ar"}, "?text=")) == "ar"


@pytest.mark.parametrize(
    ("weight", "light"),
    [(None, False), (0, False), (1, True), (3500, True), (LIGHT, True), (LIGHT + 1, False), (10**7, False)],
)
def test_a_small_drawing_is_never_deferred(weight: int | None, light: bool) -> None:
    assert is_light(weight) is light


def test_without_a_request_pictures_are_shown() -> None:
    assert asked_in_a_template(None) is False
    assert asked_in_a_template(request(**{"Save-Data": "on"})) is True


def test_a_page_loads_a_script_once() -> None:
    page, other = request(), request()
    assert [once(one, "a") for one in (page, page, other)] == [True, False, True]
    assert once(page, "b")
