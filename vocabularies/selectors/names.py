"""Finding concepts by their names: in every language, blind to accents and case, by other names, too."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Case, Exists, IntegerField, OuterRef, Q, QuerySet, Value, When
from django.utils import translation

from vocabularies.enums import LabelKind
from vocabularies.models import Concept, LabelWord
from vocabularies.search_terms import query_words, whole_key

LENGTH = 200  # characters of a query that count
EACH = 12  # names of one concept that may begin alike


@dataclass(frozen=True)
class Found:
    """A concept that was found. `matched` is the name it was found by, where that is not the name shown.

    `language` is that of `name`, `matched_language` that of `matched`. A hidden name is never returned.
    """

    public_id: UUID
    scheme: str
    scheme_title: str
    identifier: str
    notation: str
    name: str
    language: str
    matched: str = ""
    matched_language: str = ""


def find_concepts(
    query: str, *, schemes: Iterable[str] = (), language: str | None = None, limit: int = 20
) -> list[Found]:
    """Return the concepts in use that the query finds, the best first, in at most three queries.

    First those called exactly so, then those whose name begins so, then those with words that begin as
    each word of the query; in each group the reader's language before English before the others.
    `schemes` are keys; none means all.
    """
    language = language or translation.get_language() or "en"
    words = query_words(query[:LENGTH])
    if not words:
        return []
    rows = _in_use(tuple(schemes), language)
    key = whole_key(query[:LENGTH])
    hits: dict[int, _Hit] = {}
    _collect(hits, _beginning(rows, key), limit)
    if len(hits) < limit:
        _collect(hits, _with_words(rows.exclude(label__concept__in=list(hits)), words), limit)
    return list(_described(hits, language))


_Hit = tuple[str, str, str]  # name, language, kind of label


def _in_use(schemes: tuple[str, ...], language: str) -> QuerySet[Any]:
    rows = LabelWord.objects.filter(label__concept__retired_at=None)
    if schemes:
        rows = rows.filter(label__concept__scheme__key__in=schemes)
    near = Case(
        When(label__language=language, then=Value(0)),
        When(label__language="en", then=Value(1)),
        default=Value(2),
        output_field=IntegerField(),
    )
    return rows.annotate(near=near)


def _beginning(rows: QuerySet[Any], key: str) -> QuerySet[Any]:
    exact = Case(When(word=key, then=Value(0)), default=Value(1), output_field=IntegerField())
    return rows.filter(word__begins=key).order_by(exact, "near", "label__sort_key", "label")


def _with_words(rows: QuerySet[Any], words: list[str]) -> QuerySet[Any]:
    rarest, *others = sorted(words, key=len, reverse=True)
    every = Q(word__begins=rarest)
    for word in others:
        every &= Q(Exists(LabelWord.objects.filter(label=OuterRef("label"), word__begins=word)))
    return rows.filter(every).order_by("near", "label__sort_key", "label")


def _collect(hits: dict[int, _Hit], rows: QuerySet[Any], limit: int) -> None:
    """Add the first name that found each concept, until there are `limit` concepts."""
    found = rows.values_list("label__concept", "label__text", "label__language", "label__kind")
    for concept, *hit in found[: limit * EACH]:
        if len(hits) == limit:
            return
        hits.setdefault(concept, tuple(hit))  # type: ignore[arg-type]


def _described(hits: dict[int, _Hit], language: str) -> Iterator[Found]:
    concepts: Any = Concept.objects.filter(pk__in=hits).named(language).select_related("scheme")
    by_id = {concept.pk: concept for concept in concepts}
    for pk, (text, text_language, kind) in hits.items():
        if (concept := by_id.get(pk)) is None:
            continue
        is_shown = kind != LabelKind.HIDDEN and text != concept.name
        yield Found(
            public_id=concept.public_id,
            scheme=concept.scheme.key,
            scheme_title=concept.scheme.title,
            identifier=concept.identifier,
            notation=concept.notation,
            name=concept.name,
            language=concept.name_language,
            matched=text if is_shown else "",
            matched_language=text_language if is_shown else "",
        )
