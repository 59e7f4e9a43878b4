"""Updates the relations of concepts from the files."""

from vocabularies.enums import Origin, RelationKind
from vocabularies.models import Concept, Relation
from vocabularies.services.loading.labels import Pairs
from vocabularies.services.loading.records import Key
from vocabularies.services.loading.report import Changes

_BATCH = 500
Tie = tuple[str, int, int]  # kind, subject, object


def write_relations(
    pairs: Pairs, stored: dict[Key, Concept], resolve: dict[Key, Key], changes: Changes
) -> None:
    """Add what is new and remove what the files no longer say; what editors tied stays tied.

    A reference to a merged concept means the one that took its place.
    """
    names = {concept.pk: "/".join(key) for key, concept in stored.items()}
    wanted = _wanted(pairs, stored, resolve)
    ours = {concept.pk for _entry, concept in pairs}
    gone, present = [], set()
    for relation in Relation.objects.all():
        tie = (relation.kind, relation.subject_id, relation.object_id)
        present.add(tie)
        if relation.origin == Origin.FILE and tie not in wanted and _told_by(relation, ours):
            gone.append(relation.pk)
            changes.add("relations removed", _words(tie, names))
    for start in range(0, len(gone), _BATCH):
        Relation.objects.filter(pk__in=gone[start : start + _BATCH]).delete()
    fresh = sorted(wanted - present)
    Relation.objects.bulk_create(
        [
            Relation(kind=kind, subject_id=subject, object_id=object_, origin=Origin.FILE)
            for kind, subject, object_ in fresh
        ],
        batch_size=_BATCH,
    )
    changes.add("relations added", *(_words(tie, names) for tie in fresh))


def _wanted(pairs: Pairs, stored: dict[Key, Concept], resolve: dict[Key, Key]) -> set[Tie]:
    wanted: set[Tie] = set()
    for entry, concept in pairs:
        for reference in entry.broader:
            above = stored[resolve.get(reference.key, reference.key)].pk
            if above != concept.pk:
                wanted.add((RelationKind.BROADER, concept.pk, above))
        for reference in entry.related:
            other = stored[resolve.get(reference.key, reference.key)].pk
            if other != concept.pk:
                wanted.add((RelationKind.RELATED, min(concept.pk, other), max(concept.pk, other)))
    return wanted


def _told_by(relation: Relation, ours: set[int]) -> bool:
    """Return whether the entries would state this relation. RELATED counts in both directions."""
    if relation.kind == RelationKind.BROADER:
        return relation.subject_id in ours
    return relation.subject_id in ours and relation.object_id in ours


def _words(tie: Tie, names: dict[int, str]) -> str:
    kind, subject, object_ = tie
    return f"{names[subject]} {kind} {names[object_]}"
