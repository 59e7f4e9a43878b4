"""The tree of concepts. Only this module writes `Ancestry`, the stored closure of BROADER."""

from collections import defaultdict
from collections.abc import Iterable, Mapping

from django.db import connection, transaction

from core.base.users import AbstractUser
from vocabularies.enums import Origin, RelationKind
from vocabularies.errors import CycleError, KeptByFile
from vocabularies.models import Ancestry, Concept, Relation
from vocabularies.services.versions import record_change

_LOCK = 0x4B4D3442  # of all changes of the tree and all loads; released by the end of the transaction
_CHUNK = 500


def lock_tree() -> None:
    """Wait until no other transaction changes the tree; SQLite's writers wait for each other anyway.

    Two that each see no cycle could make one together.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])


@transaction.atomic
def add_broader(
    narrower: Concept, broader: Concept, *, by: AbstractUser | None = None, origin: str = Origin.EDITOR
) -> Relation:
    """Place a concept below another one; both may be of different schemes. Placed already: nothing changes.

    Raises CycleError when `broader` is the concept itself or below it.
    """
    lock_tree()
    if Ancestry.objects.filter(concept=broader, ancestor=narrower).exists() or narrower.pk == broader.pk:
        raise CycleError(narrower, broader)
    relation, made = Relation.objects.get_or_create(
        kind=RelationKind.BROADER, subject=narrower, object=broader, defaults={"origin": origin}
    )
    if made:
        refresh(offspring_of([narrower.pk]))
        detail = {"broader": broader.identifier, "scheme": broader.scheme.key}
        record_change("vocabularies.broader_added", by=by, subject=narrower, detail=detail)
    return relation


@transaction.atomic
def remove_broader(narrower: Concept, broader: Concept, *, by: AbstractUser | None = None) -> None:
    """Take a concept from below another one; not placed there: nothing changes.

    Raises KeptByFile when the vocabulary files place it there.
    """
    lock_tree()
    placed = Relation.objects.filter(kind=RelationKind.BROADER, subject=narrower, object=broader).first()
    if placed is None:
        return
    if placed.origin == Origin.FILE:
        raise KeptByFile
    placed.delete()
    refresh(offspring_of([narrower.pk]))
    detail = {"broader": broader.identifier, "scheme": broader.scheme.key}
    record_change("vocabularies.broader_removed", by=by, subject=narrower, detail=detail)


@transaction.atomic
def rebuild() -> int:
    """Rebuild the stored closure from the relations; return how many rows were wrong or missing."""
    lock_tree()
    return refresh(Concept.objects.values_list("pk", flat=True))


def offspring_of(keys: Iterable[int]) -> set[int]:
    """Return the keys of these concepts and of all that the stored closure has below them."""
    wanted = set(keys)
    found = Ancestry.objects.filter(ancestor__in=wanted).values_list("concept", flat=True)
    return wanted | set(found)


def refresh(keys: Iterable[int]) -> int:
    """Update the stored ancestors of these concepts from the relations; return how many rows changed.

    The caller holds `lock_tree` and names everything below what changed.
    """
    wanted = list(set(keys))
    above = closure(wanted, edges())
    gone: list[int] = []
    missing: list[Ancestry] = []
    for start in range(0, len(wanted), _CHUNK):
        part = wanted[start : start + _CHUNK]
        stored: dict[int, dict[int, int]] = defaultdict(dict)
        rows = Ancestry.objects.filter(concept__in=part).values_list("concept", "ancestor", "pk")
        for concept, ancestor, row in rows:
            stored[concept][ancestor] = row
        for key in part:
            gone += [row for ancestor, row in stored[key].items() if ancestor not in above[key]]
            missing += [
                Ancestry(concept_id=key, ancestor_id=ancestor)
                for ancestor in above[key]
                if ancestor not in stored[key]
            ]
    for start in range(0, len(gone), _CHUNK):
        Ancestry.objects.filter(pk__in=gone[start : start + _CHUNK]).delete()
    Ancestry.objects.bulk_create(missing, batch_size=_CHUNK)
    return len(gone) + len(missing)


def edges() -> dict[int, list[int]]:
    """Return for each concept the keys of those right above it."""
    above: dict[int, list[int]] = defaultdict(list)
    pairs = Relation.objects.filter(kind=RelationKind.BROADER).values_list("subject", "object")
    for subject, broader in pairs:
        above[subject].append(broader)
    return above


def closure(keys: Iterable[int], above: Mapping[int, list[int]]) -> dict[int, set[int]]:
    """Return each key with itself and all that can be reached upwards from it."""
    found: dict[int, set[int]] = {}
    for key in keys:
        seen, waiting = {key}, [key]
        while waiting:
            for parent in above.get(waiting.pop(), ()):
                if parent not in seen:
                    seen.add(parent)
                    waiting.append(parent)
        found[key] = seen
    return found
