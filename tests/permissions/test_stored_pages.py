"""Stored pages: what one reader is answered never appears in the answer of another."""

import re
from collections.abc import Iterator

import pytest
from django.core.cache import cache

from tests.permissions.matrix import Row, all_rows
from tests.permissions.runner import address, read_to_the_end
from tests.permissions.scenario import Scenario, rolled_back

READERS = ("stranger", "learner", "captain", "stranger")
_TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="[^"]*"|data-token="[^"]*"')


def pages() -> Iterator[Row]:
    """Yield a row of each page that strangers may read."""
    seen: set[str] = set()
    for row in all_rows():
        if row.method == "GET" and row.wanted()["stranger"] == 200 and row.name not in seen:
            seen.add(row.name)
            yield row


def answers(row: Row, scenario: Scenario) -> list[str]:
    """Return the answers to the readers, one after the other, without tokens; nothing for files."""
    found = []
    url = address(row, scenario)
    for role in READERS:
        answer = scenario.client(role).get(url)
        if answer.streaming or not answer["Content-Type"].startswith("text/html"):
            read_to_the_end(answer)
            return []
        found.append(_TOKEN.sub("", answer.content.decode()))
    return found


def test_no_answer_has_a_word_of_another_reader(scenario: Scenario) -> None:
    wrong, looked_at = [], 0
    for row in pages():
        with rolled_back():
            found = answers(row, scenario)
        if not found:
            continue
        looked_at += 1
        first, learner, captain, last = found
        if first != last:
            wrong.append(f"{row.name}: strangers are answered differently after members")
        for name, answer in (
            ("learner", captain),
            ("captain", learner),
            ("learner", last),
            ("captain", last),
        ):
            if f"{name}@matrix.example" in answer:
                wrong.append(f"{row.name}: the address of {name} is in the answer of somebody else")
        if "/account/logout/" in last:
            wrong.append(f"{row.name}: a stranger can sign out")
    assert not wrong, "\n".join(wrong)
    assert looked_at > 20


@pytest.mark.parametrize("path", ["/en/", "/en/communities/", "/en/vocabularies/"])
def test_a_page_for_strangers_is_stored_and_one_for_members_is_not(scenario: Scenario, path: str) -> None:
    cache.clear()
    stranger = scenario.client("stranger")
    assert stranger.get(path).context is not None
    again = stranger.get(path)
    assert (again.status_code, again.context) == (200, None), "it is not rendered again"
    for _time in range(2):
        assert scenario.client("learner").get(path).context is not None
