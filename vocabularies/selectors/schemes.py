"""The vocabularies of the site, and the content of one: its tree, or its list."""

from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet
from django.db.models.functions import Left
from django.utils import translation

from vocabularies.enums import LabelKind, RelationKind
from vocabularies.models import Concept, Label, Relation, Scheme
from vocabularies.search_terms import fold, whole_key, without_apostrophes

SHORT = 300  # concepts of a tree that is shown whole
ROOTS = 50  # concepts at the top of a longer tree on one page
BRANCH = 20  # narrower concepts shown below each of these
ROWS = 100  # concepts of a list on one page
MANY_LETTERS = 45  # more different first letters than this are no way to find anything


def schemes_in_use() -> QuerySet[Scheme]:
    """Return the vocabularies in their order, each with `size`: how many of its concepts are in use."""
    sizes = Count("concepts", filter=Q(concepts__retired_at=None))
    return Scheme.objects.annotate(size=sizes).order_by("position", "key")


def _broader_within() -> Exists:
    """Return whether a concept has a broader one in use in its own scheme."""
    above = Relation.objects.filter(
        kind=RelationKind.BROADER,
        subject=OuterRef("pk"),
        object__scheme=OuterRef("scheme"),
        object__retired_at=None,
    )
    return Exists(above)


def is_tree(scheme: Scheme) -> bool:
    """Return whether concepts of the scheme are below others of it."""
    return Relation.objects.filter(
        kind=RelationKind.BROADER, subject__scheme=scheme, object__scheme=scheme
    ).exists()


@dataclass
class Branch:
    """A concept in a tree with those below it; `hidden` more are shown on its own page only."""

    concept: Any
    branches: list["Branch"] = field(default_factory=list)
    hidden: int = 0


def top_concepts(scheme: Scheme) -> QuerySet[Any]:
    """Return the concepts in use that are below no other of their scheme, in the scheme's order."""
    rows: Any = Concept.objects.filter(scheme=scheme).current().filter(~_broader_within())
    return rows.named().select_related("scheme").order_by("position", "identifier")  # type: ignore[no-any-return]


def whole_tree(scheme: Scheme) -> list[Branch]:
    """Return a short scheme as a tree, in two queries. A concept with two broader ones is below both."""
    rows: Any = Concept.objects.filter(scheme=scheme).current().named().order_by("position", "identifier")
    concepts = {concept.pk: concept for concept in rows.select_related("scheme")}
    below = defaultdict(set)
    pairs = _pairs(Q(subject__scheme=scheme, object__scheme=scheme))
    for narrower, broader in pairs:
        if narrower in concepts and broader in concepts:
            below[broader].add(narrower)
    under = {pk for narrower in below.values() for pk in narrower}

    def grown(pk: int) -> Branch:
        inner = [grown(one) for one in concepts if one in below[pk]] if pk in below else []
        return Branch(concepts[pk], inner)

    return [grown(pk) for pk in concepts if pk not in under]


def branches_of(tops: list[Any]) -> list[Branch]:
    """Return these concepts of a long tree with the first of those directly below them, in two queries."""
    pairs = list(_pairs(Q(object__in=[top.pk for top in tops], subject__retired_at=None), within=True))
    shown: dict[int, list[int]] = defaultdict(list)
    hidden: dict[int, int] = defaultdict(int)
    for narrower, broader in pairs:
        if len(shown[broader]) < BRANCH:
            shown[broader].append(narrower)
        else:
            hidden[broader] += 1
    rows: Any = Concept.objects.filter(pk__in={pk for some in shown.values() for pk in some})
    known = {concept.pk: concept for concept in rows.named().select_related("scheme")}
    return [
        Branch(top, [Branch(known[pk]) for pk in shown[top.pk] if pk in known], hidden[top.pk])
        for top in tops
    ]


def _pairs(which: Q, *, within: bool = False) -> Any:
    rows = Relation.objects.filter(which, kind=RelationKind.BROADER)
    if within:
        rows = rows.filter(subject__scheme=F("object__scheme"))
    return rows.order_by("subject__position", "subject__identifier").values_list("subject", "object")


def _shown_labels(scheme: Scheme) -> QuerySet[Label]:
    """Return the names a reader sees in the list: in their language, else in English."""
    wanted = translation.get_language() or "en"
    named = Label.objects.filter(concept=OuterRef("concept"), kind=LabelKind.PREFERRED, language=wanted)
    labels = Label.objects.filter(concept__scheme=scheme, concept__retired_at=None, kind=LabelKind.PREFERRED)
    return labels.filter(Q(language=wanted) | Q(language="en") & ~Exists(named))


def first_letters(scheme: Scheme) -> list[str]:
    """Return the first letters of the names in the list, without accents; none when they are too many."""
    rows = _shown_labels(scheme).order_by().annotate(first=Left("text", 2)).values_list("first", flat=True)
    folded = {without_apostrophes(fold(first)) for first in rows.distinct()}
    letters = sorted({first[:1].upper() for first in folded} - {""})
    return letters if 1 < len(letters) <= MANY_LETTERS else []


def beginning_with(rows: QuerySet[Any], scheme: Scheme, letters: str) -> QuerySet[Any]:
    """Keep the concepts whose name, as the reader sees it, begins with these letters."""
    labels = _shown_labels(scheme).filter(words__word__begins=whole_key(letters))
    return rows.filter(pk__in=labels.order_by().values("concept"))
