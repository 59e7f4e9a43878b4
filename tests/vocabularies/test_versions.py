"""Conditional requests need no graph, and expensive requests are rate limited."""

from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from core.base import ratelimit
from tests.factories.vocabularies import make_concept, make_scheme
from vocabularies import services
from vocabularies.models import Concept, Scheme
from vocabularies.selectors.versions import data_version
from vocabularies.services import editing, loading
from vocabularies.views import linked_data
from vocabularies.views.search import TYPING

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


def loaded(name: str) -> Callable[[], Any]:
    """Return a function that loads a vocabulary file with one concept of that name."""
    concept = f"  H-1:\n    labels:\n      en: {name}\n"

    def load() -> None:
        with TemporaryDirectory() as folder:
            path = Path(folder) / "habitats.yaml"
            path.write_text(f"scheme: habitats\ntitles:\n  en: Habitats\nconcepts:\n{concept}", "utf-8")
            loading.load_vocabularies([path])

    return load


def scheme_now() -> Scheme:
    return Scheme.objects.get(key="targets")


def nothing() -> None:
    """Prepare nothing."""


# The state before, and the change: by the name of the service, with a word where it has two.
CHANGES: dict[str, tuple[Callable[[], Any], Callable[[], Any]]] = {
    "set_label": (nothing, lambda: services.set_label(concept(0), "fr", "Cible")),
    "set_label official": (
        nothing,
        lambda: services.set_label(concept(0), "en", "Target 0", is_official=True),
    ),
    "remove_label": (
        lambda: services.set_label(concept(0), "fr", "Cible"),
        lambda: services.remove_label(concept(0).labels.get(language="fr")),
    ),
    "set_definition": (nothing, lambda: services.set_definition(concept(0), "en", "What it means.")),
    "set_definition to none": (
        lambda: services.set_definition(concept(0), "en", "What it means."),
        lambda: services.set_definition(concept(0), "en", ""),
    ),
    "add_broader": (nothing, lambda: services.add_broader(concept(0), concept(1))),
    "remove_broader": (
        lambda: services.add_broader(concept(0), concept(1)),
        lambda: services.remove_broader(concept(0), concept(1)),
    ),
    "add_related": (nothing, lambda: services.add_related(concept(0), concept(1))),
    "remove_related": (
        lambda: services.add_related(concept(0), concept(1)),
        lambda: services.remove_related(concept(0), concept(1)),
    ),
    "retire_concept": (nothing, lambda: services.retire_concept(concept(0))),
    "restore_concept": (
        lambda: services.retire_concept(concept(0)),
        lambda: services.restore_concept(concept(0)),
    ),
    "merge_concepts": (nothing, lambda: services.merge_concepts(concept(0), concept(1))),
    "add_concept": (nothing, lambda: services.add_concept(scheme_now(), "T-9", labels={"en": "Nine"})),
    "add_scheme": (nothing, lambda: editing.add_scheme("own", by=None, titles={"en": "Our own"})),
    "edit_scheme": (nothing, lambda: editing.edit_scheme(scheme_now(), by=None, source="The body")),
    "edit_concept": (
        nothing,
        lambda: editing.edit_concept(concept(0), by=None, namings={}, broader=[], related=[], notation="0"),
    ),
    "load_vocabularies": (nothing, loaded("Bog")),
    "load_vocabularies again": (loaded("Bog"), loaded("Fen")),
}
NO_CHANGE = {"rebuild"}  # of the stored closure, which no file shows


@pytest.mark.parametrize("change", CHANGES)
def test_each_change_makes_another_version(scheme: Scheme, change: str) -> None:
    prepare, act = CHANGES[change]
    prepare()
    before = data_version("uri", "text/turtle")
    assert data_version("uri", "text/turtle") == before
    act()
    assert data_version("uri", "text/turtle") != before
    assert len({data_version(uri, kind) for uri in "ab" for kind in "xy"}) == 4


def test_every_service_is_tested_above_and_records_its_change() -> None:
    more = {"add_scheme", "edit_concept", "edit_scheme", "load_vocabularies"}
    assert {name.split()[0] for name in CHANGES} == set(services.__all__) - NO_CHANGE | more
    folder = Path(services.__file__).parent
    sources = {path.name for path in folder.rglob("*.py") if "audit.record(" in path.read_text("utf-8")}
    assert sources == {"versions.py"}


def test_the_version_is_one_read_by_key_however_much_was_recorded(
    scheme: Scheme, django_assert_num_queries: Any
) -> None:
    services.set_label(concept(0), "fr", "Cible")
    with django_assert_num_queries(1) as queries:
        data_version("uri", "text/turtle")
    assert "auditevent" not in queries[0]["sql"]


@pytest.mark.parametrize(
    "path", [FILE, "/vocabularies/targets.jsonld", "/vocabularies/targets/T-1.ttl", "/vocabularies/targets"]
)
def test_a_conditional_request_needs_two_queries_and_no_graph(
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


def test_whole_vocabularies_are_rate_limited_but_not_304_responses(
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
def test_expensive_requests_are_rate_limited(
    client: Client, scheme: Scheme, name: str, rate: str, path: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ratelimit, "clock", lambda: 1_800_000_000.0)
    for _ in range(int(rate.split("/")[0]) - 1):
        ratelimit.count(name, rate, "127.0.0.1")
    answers = [client.get(path), client.head(path), client.get(path, REMOTE_ADDR="198.51.100.7")]
    assert [answer.status_code for answer in answers] == [200, 429, 200]
