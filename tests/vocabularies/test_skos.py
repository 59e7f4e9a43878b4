"""Linked data: the data at a concept's URL equal the database, in both formats."""

import json

import pytest
from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext
from rdflib import DCTERMS, OWL, RDF, SKOS, Graph, Literal, URIRef
from rdflib.compare import isomorphic

from tests.factories.vocabularies import make_concept, make_scheme
from vocabularies.enums import LabelKind, RelationKind
from vocabularies.models import Concept, Definition, Label, Relation
from vocabularies.selectors.skos import language_tag
from vocabularies.services import merge_concepts, retire_concept, set_label
from vocabularies.uris import concept_uri, scheme_uri

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated"),  # rdflib's own reader of JSON-LD
]
TURTLE, JSON_LD = "text/turtle", "application/ld+json"
LABELS = {
    LabelKind.PREFERRED: SKOS.prefLabel,
    LabelKind.ALTERNATIVE: SKOS.altLabel,
    LabelKind.HIDDEN: SKOS.hiddenLabel,
}


@pytest.fixture
def targets():
    """A scheme with all features: six languages, a tree, a crosswalk, retired and merged concepts."""
    targets, subjects = (
        make_scheme("targets", title="Targets", notes={"en": "Notes"}),
        make_scheme("subjects"),
    )
    targets.source, targets.source_url = "The body", "https://www.cbd.int/gbf"
    targets.save()
    top = make_concept(
        targets, "GOAL", labels={"en": "Goal"}, definitions={"en": 'It "means"\nthis.', "fr": "Cela"}
    )
    outside = make_concept(subjects, "KM", labels={"en": "Knowledge"})
    wider = make_concept(subjects, "ALL", labels={"en": "Everything"})
    names = {"fr": "Cible", "es": "Meta", "ru": "Цель", "ar": "الهدف", "zh-hans": "目标"}
    twin = make_concept(targets, "TARGET-20", labels={"en": "Before"}, broader=[top])
    target = make_concept(
        targets,
        "TARGET-21",
        labels={"en": "Target", **names},
        alternatives={"en": ["Knowledge for all"]},
        broader=[top, wider],
        related=[outside, twin],
        notation="21",
        source_url="https://www.cbd.int/gbf/targets/21",
        exact_matches=["http://example.org/21", "not an address"],
    )
    set_label(target, "en", "Tarjet", kind=LabelKind.HIDDEN)
    retire_concept(make_concept(targets, "OLD", labels={"en": "Old"}))
    merge_concepts(make_concept(targets, "DOUBLE", labels={"en": "Double"}), target)
    return targets


def uri(concept):
    return URIRef(concept_uri(concept.scheme.key, concept.identifier))


def expected(concept):
    """Return the expected triples about one concept, from its rows."""
    me, scheme = uri(concept), URIRef(scheme_uri(concept.scheme.key))
    yield me, RDF.type, SKOS.Concept
    yield me, SKOS.inScheme, scheme
    yield me, DCTERMS.identifier, Literal(concept.identifier)
    if concept.notation:
        yield me, SKOS.notation, Literal(concept.notation)
    for address in concept.exact_matches:
        if address.startswith("http"):
            yield me, SKOS.exactMatch, URIRef(address)
    if concept.source_url:
        yield me, DCTERMS.source, URIRef(concept.source_url)
    for label in Label.objects.filter(concept=concept):
        tag = "zh-Hans" if label.language == "zh-hans" else label.language
        yield me, LABELS[LabelKind(label.kind)], Literal(label.text, lang=tag)
    for definition in Definition.objects.filter(concept=concept):
        yield me, SKOS.definition, Literal(definition.text, lang=definition.language)
    if concept.retired_at:
        yield me, OWL.deprecated, Literal(True)
    if concept.replaced_by:
        yield me, DCTERMS.isReplacedBy, uri(concept.replaced_by)
    yield from expected_relations(concept, me)


def expected_relations(concept, me):
    top = not concept.retired_at
    for row in Relation.objects.all():
        ends = [row.subject, row.object]
        if concept not in ends:
            continue
        other = ends[1 - ends.index(concept)]
        own = other.scheme_id == concept.scheme_id
        if row.kind == RelationKind.RELATED:
            yield me, SKOS.related if own else SKOS.relatedMatch, uri(other)
        elif row.subject == concept:
            top = top and not own
            yield me, SKOS.broader if own else SKOS.broadMatch, uri(other)
        else:
            yield me, SKOS.narrower if own else SKOS.narrowMatch, uri(other)
    if top:
        yield me, SKOS.topConceptOf, URIRef(scheme_uri(concept.scheme.key))


def read(answer):
    kind = answer.headers["Content-Type"].split(";")[0]
    return Graph().parse(data=answer.content.decode(), format={TURTLE: "turtle", JSON_LD: "json-ld"}[kind])


@pytest.mark.parametrize("suffix", ["ttl", "jsonld"])
def test_the_graph_of_a_concept_equals_the_database(client, targets, suffix):
    for concept in Concept.objects.select_related("scheme"):
        graph = read(client.get(f"/vocabularies/{concept.scheme.key}/{concept.identifier}.{suffix}"))
        assert set(graph.triples((uri(concept), None, None))) == set(expected(concept))


@pytest.mark.parametrize("suffix", ["ttl", "jsonld"])
def test_the_graph_of_a_scheme_equals_the_database(client, targets, suffix):
    graph = read(client.get(f"/vocabularies/targets.{suffix}"))
    scheme = URIRef(scheme_uri("targets"))
    wanted = {triple for one in targets.concepts.select_related("scheme") for triple in expected(one)}
    back = {(subject, predicate, object_) for subject, predicate, object_ in graph if subject != scheme}
    own = {triple for triple in back if str(triple[0]).startswith(f"{scheme}/")}
    assert own == wanted
    assert {pair[1:] for pair in graph.triples((scheme, None, None))} == {
        (RDF.type, SKOS.ConceptScheme),
        (DCTERMS.title, Literal("Targets", lang="en")),
        (DCTERMS.description, Literal("Notes", lang="en")),
        (DCTERMS.source, Literal("The body")),
        (DCTERMS.source, URIRef("https://www.cbd.int/gbf")),
        (SKOS.hasTopConcept, uri(targets.concepts.get(identifier="GOAL"))),
    }


def test_both_formats_have_the_same_triples(client, targets):
    for path in ("/vocabularies/targets", "/vocabularies/targets/TARGET-21", "/vocabularies/targets/DOUBLE"):
        turtle, json_ld = (read(client.get(f"{path}.{suffix}")) for suffix in ("ttl", "jsonld"))
        assert isomorphic(turtle, json_ld)
        assert len(turtle) > 5


def test_it_is_valid_skos(client, targets):
    """The integrity conditions of the reference that a graph can break (S9, S13, S14, S27, S46)."""
    graph = read(client.get("/vocabularies/targets.ttl"))
    labels = (SKOS.prefLabel, SKOS.altLabel, SKOS.hiddenLabel)
    for concept in graph.subjects(RDF.type, SKOS.Concept):
        sets = [set(graph.objects(concept, kind)) for kind in labels]
        assert not (sets[0] & sets[1] | sets[1] & sets[2] | sets[0] & sets[2])
        tags = [label.language for label in sets[0]]
        assert sorted(set(tags)) == sorted(tags)
        assert "en" in tags
        assert (concept, RDF.type, SKOS.ConceptScheme) not in graph
        above = set(graph.transitive_objects(concept, SKOS.broader)) - {concept}
        assert not above & set(graph.objects(concept, SKOS.related))
        assert not set(graph.objects(concept, SKOS.exactMatch)) & set(
            graph.objects(concept, SKOS.relatedMatch)
        )
    inside = {str(one) for one in graph.subjects(SKOS.inScheme)}
    for predicate in (SKOS.broader, SKOS.narrower, SKOS.related):
        assert {str(one) for one in graph.objects(None, predicate)} <= inside


@pytest.mark.parametrize(
    ("accept", "kind"),
    [
        ("text/turtle", TURTLE),
        ("application/ld+json", JSON_LD),
        ("application/ld+json;q=0.4, text/turtle;q=0.9", TURTLE),
        ("text/html;q=0.5, application/ld+json", JSON_LD),
        ("text/html,application/xhtml+xml,*/*;q=0.8", None),
        ("*/*", None),
        ("application/pdf", None),
        ("", None),
        ("nonsense", None),
    ],
)
def test_one_url_serves_people_and_programs(client, targets, accept, kind):
    for path, page in (
        ("/vocabularies/targets", "/en/vocabularies/targets/"),
        ("/vocabularies/targets/TARGET-21", "/en/vocabularies/targets/TARGET-21/"),
    ):
        answer = client.get(path, headers={"Accept": accept})
        assert "Accept" in [word.strip() for word in answer.headers["Vary"].split(",")]
        assert answer.headers["Access-Control-Allow-Origin"] == "*"
        if kind is None:
            assert (answer.status_code, answer.headers["Location"]) == (303, page)
        else:
            assert answer.status_code == 200
            assert answer.headers["Content-Type"].startswith(kind)
            assert len(read(answer)) > 5
            assert f"<{settings.SITE_URL}{path}.ttl>" in answer.headers["Link"]


@pytest.mark.parametrize(
    ("speaks", "prefix"), [("fr", "fr"), ("ar-EG,ar;q=0.9,en;q=0.5", "ar"), ("es", "en"), ("ja", "en")]
)
def test_people_are_redirected_to_the_page_in_their_language(client, targets, speaks, prefix):
    answer = client.get("/vocabularies/targets/TARGET-21", headers={"Accept-Language": speaks})
    assert answer.headers["Location"] == f"/{prefix}/vocabularies/targets/TARGET-21/"
    assert {"Accept", "Accept-Language"} <= {part.strip() for part in answer.headers["Vary"].split(",")}


def test_a_member_is_redirected_to_the_page_in_their_own_language(as_user, learner, targets):
    learner.language = "ar"
    learner.save()
    answer = as_user(learner).get("/vocabularies/targets", headers={"Accept-Language": "fr"})
    assert answer.headers["Location"] == "/ar/vocabularies/targets/"


def test_a_current_copy_gets_304(client, targets):
    for path in ("/vocabularies/targets.ttl", "/vocabularies/targets/TARGET-21.jsonld"):
        first = client.get(path)
        again = client.get(path, headers={"If-None-Match": first.headers["ETag"]})
        assert (again.status_code, again.content) == (304, b"")
        assert again.headers["Access-Control-Allow-Origin"] == "*"
    set_label(Concept.objects.get(identifier="TARGET-21"), "en", "Another name")
    assert client.get(path, headers={"If-None-Match": first.headers["ETag"]}).status_code == 200


def test_a_replaced_concept_still_has_data(client, targets):
    graph = read(client.get("/vocabularies/targets/DOUBLE", headers={"Accept": TURTLE}))
    double, target = (URIRef(concept_uri("targets", name)) for name in ("DOUBLE", "TARGET-21"))
    assert (double, OWL.deprecated, Literal(True)) in graph
    assert (double, DCTERMS.isReplacedBy, target) in graph


@pytest.mark.parametrize("path", ["nowhere", "nowhere.ttl", "targets/X", "targets/X.ttl", "targets/X.rdf"])
def test_missing_data_are_404(client, targets, path):
    assert client.get(f"/vocabularies/{path}").status_code == 404


def test_json_ld_has_its_context(client, targets):
    said = json.loads(client.get("/vocabularies/targets/TARGET-21.jsonld").content)
    assert said["@context"]["skos"] == str(SKOS)


def test_json_ld_is_the_same_text_in_every_process(client, targets):
    """Python's sets, and with them rdflib's nodes, are in another order in each process."""
    for number in range(20):
        make_concept(targets, f"MORE-{number}")
    nodes = json.loads(client.get("/vocabularies/targets.jsonld").content)["@graph"]
    names = [node["@id"] for node in nodes]
    assert len(names) > 20
    assert names == sorted(names)


def test_the_number_of_queries_does_not_grow(client, targets):
    with CaptureQueriesContext(connection) as few:
        client.get("/vocabularies/targets.ttl")
    for number in range(10):
        make_concept(
            targets, f"MORE-{number}", labels={"en": f"More {number}"}, broader=[targets.concepts.first()]
        )
    with CaptureQueriesContext(connection) as many:
        client.get("/vocabularies/targets.ttl")
    assert len(many) == len(few) <= 8


def test_tags_are_those_of_bcp_47():
    assert [language_tag(code) for code in ("zh-hans", "fr")] == ["zh-Hans", "fr"]
