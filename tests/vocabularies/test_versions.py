"""Who has the data already is told so without making it; who asks too often waits."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from core import ratelimit
from tests.factories.vocabularies import make_concept, make_scheme
from vocabularies import services
from vocabularies.models import Concept, Scheme
from vocabularies.selectors.versions import data_version
from vocabularies.services import editing
from vocabularies.views import linked_data
from vocabularies.views.finding import TYPING

pytestmark = pytest.mark.django_db
FILE = "/vocabularies/targets.ttl"


@pytest.fixture
def scheme() -> Scheme:
    scheme = make_scheme("targets", title="Targets")
    for number in range(3):
        make_concept(scheme, f"T-{number}", labels={"en": f"Target {number}"})
    return scheme


def concept(number: int) -> Concept:
    return Concept.objects.get(identifier=f"T-{number}")


CHANGES: dict[str, Callable[[], Any]] = {
    "label": lambda: services.set_label(concept(0), "fr", "Cible"),
    "same label, official": lambda: services.set_label(concept(0), "en", "Target 0", is_official=True),
    "label removed": lambda: services.remove_label(services.set_label(concept(0), "fr", "Cible")),
    "definition": lambda: services.set_definition(concept(0), "en", "What it means."),
    "broader": lambda: services.add_broader(concept(0), concept(1)),
    "broader removed": lambda: (
        services.add_broader(concept(0), concept(1)),
        services.remove_broader(concept(0), concept(1)),
    ),
    "related": lambda: services.add_related(concept(0), concept(1)),
    "retired": lambda: services.retire_concept(concept(0)),
    "merged": lambda: services.merge_concepts(concept(0), concept(1)),
    "added": lambda: services.add_concept(Scheme.objects.get(), "T-9", labels={"en": "Nine"}),
    "scheme": lambda: editing.edit_scheme(Scheme.objects.get(), by=None, source="The body"),
    "facts": lambda: editing.edit_concept(
        concept(0), by=None, namings={}, broader=[], related=[], notation="0"
    ),
}


@pytest.mark.parametrize("change", CHANGES)
def test_each_change_makes_another_version(scheme: Scheme, change: str) -> None:
    before = data_version("uri", "text/turtle")
    assert data_version("uri", "text/turtle") == before
    CHANGES[change]()
    assert data_version("uri", "text/turtle") != before
    assert len({data_version(uri, kind) for uri in "ab" for kind in "xy"}) == 4


@pytest.mark.parametrize(
    "path", [FILE, "/vocabularies/targets.jsonld", "/vocabularies/targets/T-1.ttl", "/vocabularies/targets"]
)
def test_who_has_it_already_costs_two_queries_and_no_graph(
    client: Client, scheme: Scheme, path: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    accept = {"Accept": "text/turtle"}
    first = client.get(path, headers=accept)
    made: list[str] = []
    for name in ("scheme_graph", "concept_graph", "written"):
        monkeypatch.setattr(linked_data, name, lambda *args, name=name: made.append(name) or "")
    with CaptureQueriesContext(
        connection,
    ) as queries:
        again = client.get(path, headers={**accept, "If-None-Match": first["ETag"]})
    assert (again.status_code, again["ETag"], made) == (304, first["ETag"], [])
    assert len(queries) == 2, [query["sql"] for query in queries]


def test_whole_vocabularies_are_limited_and_hearing_that_nothing_changed_is_not(
    client: Client, scheme: Scheme, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(linked_data, "WHOLE_SCHEMES", "2/h")
    first = client.get(FILE)
    known = {"If-None-Match": first["ETag"]}
    assert [client.get(FILE, headers=known).status_code for _ in range(3)] == [304] * 3
    assert [client.get(FILE).status_code for _ in range(2)] == [200, 429]
    assert client.get(FILE, headers=known).status_code == 304


@pytest.mark.parametrize(
    ("name", "rate", "path"),
    [
        ("vocabularies.suggest", TYPING, "/en/vocabularies/suggest/?q=t"),
        ("vocabularies.find", "120/m", "/en/vocabularies/find/?q=t"),
        ("sitemap", "30/m", "/sitemap.xml"),
    ],
)
def test_what_costs_is_limited(
    client: Client, scheme: Scheme, name: str, rate: str, path: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ratelimit, "clock", lambda: 1_800_000_000.0)
    for _ in range(int(rate.split("/")[0]) - 1):
        ratelimit.count(name, rate, "127.0.0.1")
    answers = [client.get(path), client.head(path), client.get(path, REMOTE_ADDR="198.51.100.7")]
    assert [answer.status_code for answer in answers] == [200, 429, 200]
