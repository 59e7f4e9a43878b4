"""Pages are small enough for slow connections (DESIGN section 5)."""

import pytest

from tests.browser.conftest import Open
from tests.browser.inventory import LONG_THREAD
from tests.browser.page_weight import measure_weight, shortened
from tests.weights import KIB, check_weight, page_weight

pytestmark = pytest.mark.browser
LESSON = "/en/courses/km4b-essentials/why-knowledge/where-knowledge-is-lost/"
STYLES, SCRIPTS = 8, 12  # KiB
# Address, KiB without pictures, requests with them.
LIMITS = [
    ("/en/", 30, 12),
    ("/en/courses/", 30, 12),
    ("/en/courses/km4b-essentials/", 30, 12),
    (LESSON, 100, 15),
    ("/en/about/", 30, 12),
    # A record, and results.
    ("/en/vocabularies/gbf-targets/GBF-TARGET-21/", 40, 12),
    ("/en/vocabularies/find/?q=knowledge", 40, 12),
    ("/en/courses/?language=en", 40, 12),
]


@pytest.mark.parametrize("role", ["stranger", "learner"])
@pytest.mark.parametrize(("path", "kib", "requests"), LIMITS)
def test_page_weight(path: str, kib: int, requests: int, role: str, open_as: Open) -> None:
    with open_as(role) as v:
        weight = measure_weight(v, path)
    print(f"\n{path} {role}: {dict(weight.bytes)} {dict(weight.requests)}")
    check_weight(f"{path} for a {role}", weight.without_pictures, kib * KIB)
    assert weight.all_requests <= requests
    assert weight.bytes["Stylesheet"] > 0
    check_weight("styles of a page", weight.bytes["Stylesheet"], STYLES * KIB)
    check_weight("scripts of a page", weight.bytes["Script"], SCRIPTS * KIB)


@pytest.mark.parametrize("role", ["stranger", "learner"])
def test_topic_page_weight(role: str, open_as: Open) -> None:
    """The long thread as it is sent, and its HTML with fifty words for each of twenty posts."""
    with open_as(role) as v:
        weight = measure_weight(v, f"/en/{LONG_THREAD}")
        html = v.context.request.get(f"{v.site.url}/en/{LONG_THREAD}").text()
        assert v.page.locator(".post").count() == 20
    page = page_weight(shortened(html, words=50))
    print(f"\ntopic page {role}: with short posts {page}; {dict(weight.bytes)} {dict(weight.requests)}")
    check_weight(f"topic page for a {role}", weight.without_pictures, 30 * KIB)
    check_weight(f"HTML of a topic page with short posts for a {role}", page, 10 * KIB)
    assert weight.all_requests <= 12
    assert weight.requests["Script"] == 2, "that of every page and that of this one: no chain of imports"
    assert weight.bytes["Stylesheet"] > 0
    assert weight.bytes["Script"] > 0
    check_weight("styles of a page", weight.bytes["Stylesheet"], STYLES * KIB)
    check_weight("scripts of a topic page", weight.bytes["Script"], SCRIPTS * KIB)


def test_weighing_counts_what_is_sent(open_as: Open) -> None:
    """The control: the page has about the size that the server reports, and pictures are counted apart."""
    with open_as() as v:
        weight = measure_weight(v, LESSON)
        sent = v.context.request.get(v.site.url + LESSON)
        assert weight.bytes["Document"] == pytest.approx(int(sent.headers["content-length"]), rel=0.05)
        assert weight.requests["Document"] == 1
        assert weight.bytes["Image"] > 0
        assert weight.without_pictures < sum(weight.bytes.values())
