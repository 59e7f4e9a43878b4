"""What usually goes with a target: subjects and Sustainable Development Goals to suggest, never to add."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Q

from vocabularies.enums import RelationKind
from vocabularies.models import Concept, Relation

FROM = "gbf-targets"
TO = ("cbd-subjects", "sdgs")


def suggest(concepts: Iterable[Any]) -> list[Any]:
    """Return the subjects and SDGs in use that are related to the GBF targets among `concepts`, in order.

    Each has its name, its scheme, and `because`: the notations (or identifiers) of the targets that lead to
    it. None that is among `concepts` already. At most three queries, none when there is no target.
    """
    given = list(concepts)
    targets = _targets(given)
    if not targets:
        return []
    there = Relation.objects.filter(kind=RelationKind.RELATED)
    pairs = there.filter(
        Q(subject__in=targets, object__scheme__key__in=TO)
        | Q(object__in=targets, subject__scheme__key__in=TO)
    ).values_list("subject_id", "object_id")
    because: dict[int, set[int]] = {}
    for one, other in pairs:
        target, found = (one, other) if one in targets else (other, one)
        because.setdefault(found, set()).add(target)
    own = {concept.pk for concept in given}
    rows: Any = Concept.objects.filter(pk__in=set(because) - own).current().named().select_related("scheme")
    suggested = list(rows.order_by("scheme__position", "scheme__key", "position", "identifier"))
    for concept in suggested:
        concept.because = [targets[key] for key in targets if key in because[concept.pk]]
    return suggested


def _targets(given: list[Any]) -> dict[int, str]:
    rows = Concept.objects.filter(pk__in=[concept.pk for concept in given], scheme__key=FROM)
    return {
        pk: notation or identifier
        for pk, notation, identifier in rows.order_by("position", "identifier").values_list(
            "pk", "notation", "identifier"
        )
    }
