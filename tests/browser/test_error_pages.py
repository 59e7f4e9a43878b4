"""Check each error page with the site's own styles and policy, in English and Arabic, light and dark."""

import re

import pytest
from django.template.loader import render_to_string
from django.utils import translation
from playwright.sync_api import Route

from tests.browser.conftest import Open
from tests.browser.inventory import ERRORS, Alone
from tests.browser.page_checks import check_page

pytestmark = pytest.mark.browser
KEPT = ("content-type", "content-security-policy")
STYLES = re.compile(r'<link rel="stylesheet"[^>]*>')


@pytest.mark.parametrize("language", ["en", "ar"])
@pytest.mark.parametrize("error", ERRORS, ids=[error.id for error in ERRORS])
def test_error_page(error: Alone, language: str, look_as: Open) -> None:
    with translation.override(language):
        words = render_to_string(error.template, dict(error.context))
    path = f"/{language}/no/such/page/"

    def answer(route: Route) -> None:
        """Serve our page with the headers and the built styles of the site's own error page."""
        real = route.fetch()
        [styles] = STYLES.findall(real.text())
        body, replaced = STYLES.subn(styles, words)
        assert replaced == 1
        route.fulfill(status=error.status, headers={name: real.headers[name] for name in KEPT}, body=body)

    with look_as() as v:
        v.page.route(v.site.url + path, answer)
        v.go(path, error.status)
        styled = v.page.evaluate("[...document.styleSheets].some(sheet => sheet.cssRules.length > 0)")
        assert styled, "the page does not have the site's styles"
        assert check_page(v.page, language) == []
        v.assert_no_errors()
