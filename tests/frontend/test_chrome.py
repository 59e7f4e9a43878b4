"""Header and footer are complete without context, in each language."""

import pytest
from django.template.loader import get_template, render_to_string
from django.utils import translation

ALONE = ["400.html", "403.html", "404.html", "422.html", "429.html", "500.html", "maintenance.html"]


@pytest.mark.parametrize("name", ALONE)
def test_an_error_page_needs_no_context(name: str) -> None:
    html = get_template(name).render()
    assert html.count("<h1>") == 1
    assert '<main id="main"' in html
    assert 'class="button"' in html


@pytest.mark.parametrize(
    ("language", "direction"), [("en", "ltr"), ("fr", "ltr"), ("ar", "rtl"), ("zh-hans", "ltr")]
)
def test_pages_and_mails_have_the_direction_of_the_language(language: str, direction: str) -> None:
    with translation.override(language):
        for name in ("layouts/base.html", "layouts/error.html", "layouts/mail.html"):
            assert f'<html lang="{language}" dir="{direction}">' in render_to_string(name, {})


def test_header_and_footer_need_no_context() -> None:
    html = get_template("layouts/base.html").render()
    assert html.index("#main") < html.index("<header") < html.index("<main") < html.index("<footer")
    assert "<nav" not in html
    assert html.count("<script") == 1


def test_the_header_escapes_names_and_signs_out_by_post() -> None:
    class Member:
        """A member with HTML in the name."""

        is_authenticated = True
        display_name = "<i>\u202eAmina"

    html = render_to_string("layouts/base.html", {"user": Member(), "navigation": []})
    assert "<bdi>&lt;i&gt;\u202eAmina</bdi>" in html
    assert '<form method="post" action="/en/account/logout/" data-forget>' in html


def test_a_mail_has_one_button_and_its_address_in_words() -> None:
    html = render_to_string("layouts/mail.html", {"action_url": "https://example.org/a?b=1&c=2"})
    assert html.count('class="button"') == 1
    assert html.count("https://example.org/a?b=1&amp;c=2") == 3
    assert "<script" not in html
    assert "<img" not in html
    assert "<table" not in html
