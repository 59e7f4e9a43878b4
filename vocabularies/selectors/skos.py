"""Schemes and concepts as linked data: SKOS (W3C, 2009), with Dublin Core and OWL beside it."""

import json
import re
from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from django.db.models import Q
from rdflib import DCTERMS, OWL, RDF, SKOS, Graph, Literal, URIRef

from vocabularies.enums import LabelKind, RelationKind
from vocabularies.models import Concept, Definition, Label, Relation, Scheme
from vocabularies.uris import concept_uri, scheme_uri

NAMESPACES = {"skos": SKOS, "dct": DCTERMS, "owl": OWL}
CONTEXT = {prefix: str(space) for prefix, space in NAMESPACES.items()}
_LABELS = {
    LabelKind.PREFERRED: SKOS.prefLabel,
    LabelKind.ALTERNATIVE: SKOS.altLabel,
    LabelKind.HIDDEN: SKOS.hiddenLabel,
}
_ADDRESS = re.compile(r'https?://[^\s<>"{}|\\^`]+')


def concept_graph(concept: Concept) -> Graph:
    """Return what is known of one concept (its scheme read already), in five queries whatever it holds."""
    graph = _new()
    _add_scheme(graph, concept.scheme)
    _add_concepts(graph, [concept])
    return graph


def scheme_graph(scheme: Scheme) -> Graph:
    """Return a scheme with all its concepts, retired ones too, in five queries."""
    graph = _new()
    _add_scheme(graph, scheme)
    concepts: Any = Concept.objects.filter(scheme=scheme).select_related("scheme", "replaced_by__scheme")
    _add_concepts(graph, list(concepts.order_by("position", "identifier")))
    return graph


def written(graph: Graph, kind: str) -> str:
    """Return the graph as `text/turtle` or `application/ld+json`: the same graph, the same text."""
    if kind == "text/turtle":
        return graph.serialize(format="turtle")
    data = json.loads(graph.serialize(format="json-ld", context=CONTEXT))
    if nodes := data.get("@graph"):
        nodes.sort(key=lambda node: node["@id"])  # rdflib's order is another one in each process
    return json.dumps(data, ensure_ascii=False, sort_keys=True, indent=1)


def language_tag(code: str) -> str:
    """Return the tag of BCP 47 for a language code of the site: `zh-Hans` for zh-hans."""
    language, _hyphen, script = code.partition("-")
    return f"{language}-{script.title()}" if script else language


def _new() -> Graph:
    graph = Graph(bind_namespaces="none")
    for prefix, space in NAMESPACES.items():
        graph.bind(prefix, space)
    return graph


def _uri(concept: Any) -> URIRef:
    return URIRef(concept_uri(concept.scheme.key, concept.identifier))


def _add_scheme(graph: Graph, scheme: Scheme) -> None:
    node = URIRef(scheme_uri(scheme.key))
    graph.add((node, RDF.type, SKOS.ConceptScheme))
    for predicate, texts in ((DCTERMS.title, scheme.titles), (DCTERMS.description, scheme.notes)):
        for code, text in texts.items():
            if text:
                graph.add((node, predicate, Literal(text, lang=language_tag(code))))
    if scheme.source:
        graph.add((node, DCTERMS.source, Literal(scheme.source)))
    if _ADDRESS.fullmatch(scheme.source_url):
        graph.add((node, DCTERMS.source, URIRef(scheme.source_url)))


def _add_concepts(graph: Graph, concepts: list[Any]) -> None:
    by_id = {concept.pk: concept for concept in concepts}
    below = _add_relations(graph, by_id)
    for concept in concepts:
        _add_own(graph, concept, is_top=concept.pk not in below)
    for label in Label.objects.filter(concept__in=by_id).order_by("pk"):
        text = Literal(label.text, lang=language_tag(label.language))
        graph.add((_uri(by_id[label.concept_id]), _LABELS[LabelKind(label.kind)], text))
    for definition in Definition.objects.filter(concept__in=by_id).order_by("pk"):
        text = Literal(definition.text, lang=language_tag(definition.language))
        graph.add((_uri(by_id[definition.concept_id]), SKOS.definition, text))


def _add_own(graph: Graph, concept: Any, *, is_top: bool) -> None:
    node, scheme = _uri(concept), URIRef(scheme_uri(concept.scheme.key))
    graph.add((node, RDF.type, SKOS.Concept))
    graph.add((node, SKOS.inScheme, scheme))
    graph.add((node, DCTERMS.identifier, Literal(concept.identifier)))
    if is_top and not concept.is_retired:
        graph.add((node, SKOS.topConceptOf, scheme))
        graph.add((scheme, SKOS.hasTopConcept, node))
    if concept.notation:
        graph.add((node, SKOS.notation, Literal(concept.notation)))
    for address in _addresses(concept.exact_matches):
        graph.add((node, SKOS.exactMatch, URIRef(address)))
    for address in _addresses([concept.source_url]):
        graph.add((node, DCTERMS.source, URIRef(address)))
    if concept.is_retired:
        graph.add((node, OWL.deprecated, Literal(True)))
        if concept.replaced_by is not None:
            graph.add((node, DCTERMS.isReplacedBy, _uri(concept.replaced_by)))


def _addresses(texts: Iterable[Any]) -> list[str]:
    return [text for text in texts if isinstance(text, str) and _ADDRESS.fullmatch(text)]


def _add_relations(graph: Graph, by_id: dict[int, Any]) -> set[int]:
    """Add all relations of these concepts; return those that are below one of their own scheme."""
    rows = list(Relation.objects.filter(Q(subject__in=by_id) | Q(object__in=by_id)).order_by("pk"))
    ends = {pk for row in rows for pk in (row.subject_id, row.object_id)} - by_id.keys()
    others = Concept.objects.filter(pk__in=ends).select_related("scheme")
    known = by_id | {concept.pk: concept for concept in others}
    within: dict[int, set[int]] = defaultdict(set)
    for row in rows:
        one, other = known[row.subject_id], known[row.object_id]
        own = one.scheme_id == other.scheme_id
        if row.kind == RelationKind.RELATED:
            there = back = SKOS.related if own else SKOS.relatedMatch
        else:
            there = SKOS.broader if own else SKOS.broadMatch
            back = SKOS.narrower if own else SKOS.narrowMatch
            if own and not other.is_retired:
                within[one.pk].add(other.pk)
        if one.pk in by_id:
            graph.add((_uri(one), there, _uri(other)))
        if other.pk in by_id:
            graph.add((_uri(other), back, _uri(one)))
    return set(within)
