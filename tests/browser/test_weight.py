"""Pages stay light enough for weak lines (DESIGN section 5)."""

import pytest

from tests.browser.conftest import Open
from tests.browser.inventory import LONG_THREAD
from tests.browser.weighing import KIB, compressed, shortened, weigh

pytestmark = pytest.mark.browser
LESSON = "/en/courses/km4b-essentials/why-knowledge/where-knowledge-is-lost/"
# Address, KiB without pictures, requests with them.
LIMITS = [
    ("/en/", 30, 12),
    ("/en/courses/", 30, 12),
    ("/en/courses/km4b-essentials/", 30, 12),
    (LESSON, 100, 15),
    ("/en/about/", 30, 12),
]


@pytest.mark.parametrize("role", ["stranger", "learner"])
@pytest.mark.parametrize(("path", "kib", "requests"), LIMITS)
def test_page_weight(path: str, kib: int, requests: int, role: str, open_as: Open) -> None:
    with open_as(role) as v:
        weight = weigh(v, path)
    print(f"\n{path} {role}: {dict(weight.bytes)} {dict(weight.requests)}")
    assert weight.without_pictures <= kib * KIB
    assert weight.all_requests <= requests
    assert 0 < weight.bytes["Stylesheet"] <= 8 * KIB
    assert weight.bytes["Script"] <= 15 * KIB


@pytest.mark.parametrize("role", ["stranger", "learner"])
def test_topic_page_weight(role: str, open_as: Open) -> None:
    """The demonstration's long thread as it is sent; and its HTML, had each of twenty posts fifty words."""
    with open_as(role) as v:
        weight = weigh(v, f"/en/{LONG_THREAD}")
        html = v.context.request.get(f"{v.site.url}/en/{LONG_THREAD}").text()
        assert v.page.locator(".post").count() == 20
    page = compressed(shortened(html, words=50))
    sizes = f"{weight.without_pictures}; of HTML {compressed(html)}, with short posts {page}"
    print(f"\ntopic page {role}: {sizes}; {dict(weight.bytes)} {dict(weight.requests)}")
    assert weight.without_pictures <= 30 * KIB
    assert page <= 7 * KIB
    assert weight.all_requests <= 12
    assert weight.requests["Script"] == 2, "the frame's and the page's: no chain of imports"
    assert 0 < weight.bytes["Stylesheet"] <= 8 * KIB
    assert 0 < weight.bytes["Script"] <= 15 * KIB


def test_weighing_counts_what_is_sent(open_as: Open) -> None:
    """The control: the whole is what the server says it sends, and pictures stand apart."""
    with open_as() as v:
        weight = weigh(v, LESSON)
        sent = v.context.request.get(v.site.url + LESSON)
        assert weight.bytes["Document"] >= int(sent.headers["content-length"])
        assert weight.requests["Document"] == 1
        assert weight.bytes["Image"] > 0
        assert weight.without_pictures < sum(weight.bytes.values())
