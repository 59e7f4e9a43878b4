"""Pages stay light enough for weak lines (DESIGN section 5)."""

import pytest

from tests.browser.conftest import Open
from tests.browser.weighing import KIB, weigh

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


def test_weighing_counts_what_is_sent(open_as: Open) -> None:
    """The control: the whole is what the server says it sends, and pictures stand apart."""
    with open_as() as v:
        weight = weigh(v, LESSON)
        sent = v.context.request.get(v.site.url + LESSON)
        assert weight.bytes["Document"] >= int(sent.headers["content-length"])
        assert weight.requests["Document"] == 1
        assert weight.bytes["Image"] > 0
        assert weight.without_pictures < sum(weight.bytes.values())
