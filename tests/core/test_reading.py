"""What a request says about how its person reads."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import RequestFactory

from core.reading import Pictures, pictures, saves_data, text_language


def request(cookies: dict[str, str] | None = None, query: str = "", **headers: str):
    """Give a stranger's request."""
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
def test_pictures_wait_by_choice_or_when_the_browser_saves_data(
    cookie: str, header: str, waits: bool
) -> None:
    assert saves_data(request({"pictures": cookie}, **{"Save-Data": header})) is waits


def test_what_is_unknown_counts_as_not_chosen() -> None:
    odd = request({"pictures": "x", "text_language": "tlh"}, "?text=tlh")
    assert (pictures(odd), text_language(odd)) == (Pictures.AUTO, "")


def test_what_is_asked_this_once_goes_before_what_is_kept() -> None:
    assert text_language(request({"text_language": "ar"}, "?text=fr")) == "fr"
    assert text_language(request({"text_language": "ar"}, "?text=")) == "ar"
