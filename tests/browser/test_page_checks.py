"""Controls of the page checks: each kind of fault is found on a page that has it."""

import pytest

from tests.browser.conftest import Open
from tests.browser.live.conftest import wait_for
from tests.browser.page_checks import check_page

pytestmark = pytest.mark.browser
PAGE = '<html lang="{lang}" dir="{dir}"><title>x</title><main><h1>Title</h1>{body}</main></html>'


@pytest.mark.parametrize(
    ("body", "language", "direction", "fault"),
    [
        ('<img src="data:,">', "en", "ltr", "image-alt"),
        ('<p style="color:#bbb;background:#fff">pale</p>', "en", "ltr", "color-contrast"),
        ("<h1>Second</h1>", "en", "ltr", "2 h1"),
        ('<p style="width:500px;background:#fff;color:#000">wide</p>', "en", "ltr", "wider than 360"),
        ("<p>x</p>", "ar", "ltr", "dir=ltr in ar"),
    ],
)
def test_a_fault_is_caught(body: str, language: str, direction: str, fault: str, look_as: Open) -> None:
    with look_as() as v:
        v.page.set_content(PAGE.format(lang=language, dir=direction, body=body))
        assert any(fault in sentence for sentence in check_page(v.page, language))


def test_script_errors_violations_and_failed_responses_are_recorded(open_as: Open) -> None:
    with open_as() as v:
        v.go("/en/")
        v.page.evaluate(
            """() => {
            const bad = '<p style="color:red">x</p><img src="/media/none.png">';
            document.body.insertAdjacentHTML('beforeend', bad);
            setTimeout(() => { throw new Error('ouch') });
            }"""
        )
        for fault in ("ouch", "404 GET", "Content Security Policy"):
            wait_for(v.page, lambda fault=fault: fault in "\n".join(v.recorder.errors))
