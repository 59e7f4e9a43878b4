"""What the editors' admin shows of vocabularies."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib.auth import get_user_model
from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from core.base.models import AuditEvent
from vocabularies.models import Concept, LabelWord, Scheme
from vocabularies.search_terms import query_words
from vocabularies.tagged_models import TAGGED_MODELS

DEEDS: dict[str, Promise] = {
    "vocabularies.concept_added": _("added"),
    "vocabularies.label_set": _("named"),
    "vocabularies.label_removed": _("name removed"),
    "vocabularies.definition_set": _("defined"),
    "vocabularies.definition_removed": _("definition removed"),
    "vocabularies.facts_changed": _("notation or source changed"),
    "vocabularies.broader_added": _("placed below another concept"),
    "vocabularies.broader_removed": _("removed from below another concept"),
    "vocabularies.related_added": _("related to another concept"),
    "vocabularies.related_removed": _("no longer related to another concept"),
    "vocabularies.concept_retired": _("retired"),
    "vocabularies.concept_restored": _("restored"),
    "vocabularies.concepts_merged": _("merged into another concept"),
}
HISTORY = 100  # the latest changes of a concept


@dataclass(frozen=True)
class ChangeEntry:
    """One change of a concept. `who` is empty for the site itself and for accounts that were erased."""

    at: datetime
    what: Any
    who: str
    detail: str


@dataclass(frozen=True)
class UsageCount:
    """The number of things of one kind that are tagged with a concept itself, without drafts."""

    title: Any
    count: int


def schemes_to_edit() -> QuerySet[Scheme]:
    """Return all vocabularies with `current` and `retired`: numbers of their concepts."""
    return Scheme.objects.annotate(
        current=Count("concepts", filter=Q(concepts__retired_at=None)),
        retired=Count("concepts", filter=Q(concepts__retired_at__isnull=False)),
    )


def concepts_to_edit(scheme: Scheme, query: str = "", *, retired: bool = False) -> QuerySet[Any]:
    """Return the concepts of a vocabulary in its order, those whose names or identifier fit the query."""
    rows: Any = scheme.concepts.filter(retired_at__isnull=not retired)
    if query:
        named = Q()
        for word in query_words(query):
            labels = LabelWord.objects.filter(label__concept=OuterRef("pk"), word__begins=word)
            named &= Q(Exists(labels))
        rows = rows.filter(Q(identifier__icontains=query) | (named or Q(pk__in=[])))
    return rows.named().select_related("scheme", "replaced_by__scheme").order_by("position", "identifier")  # type: ignore[no-any-return]


def history_of(concept: Concept) -> list[ChangeEntry]:
    """Return the latest changes of a concept, the newest first, in two queries."""
    events = list(
        AuditEvent.objects.filter(
            subject_type=Concept._meta.label_lower, subject_id=str(concept.public_id)
        ).order_by("-id")[:HISTORY]
    )
    actors = {event.actor for event in events if event.actor}
    people = get_user_model().objects.filter(pseudonym__in=actors)
    names: dict[Any, str] = dict(people.values_list("pseudonym", "display_name"))
    return [
        ChangeEntry(
            event.at, DEEDS.get(event.action, event.action), names.get(event.actor, ""), _told(event.detail)
        )
        for event in events
    ]


def _told(detail: dict[str, Any]) -> str:
    return ", ".join(
        str(value) for key, value in detail.items() if value not in ("", 0, None) and key != "kind"
    )


def usage_counts(concept: Concept) -> list[UsageCount]:
    """Return how many things of each kind are tagged with this concept itself: what a merge would move.

    The languages of a page count as one thing.
    """
    loads = []
    for tagged in TAGGED_MODELS.values():
        rows = tagged.model._default_manager.filter(**{tagged.field: concept})
        once = "translation_key" if hasattr(tagged.model, "translation_key") else "pk"
        loads.append(UsageCount(tagged.title, rows.order_by().values(once).distinct().count()))
    return loads
