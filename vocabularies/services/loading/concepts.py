"""Updates schemes and concepts from the files."""

from django.utils import timezone

from vocabularies.enums import Origin
from vocabularies.models import Ancestry, Concept, Scheme
from vocabularies.services.loading.records import ConceptEntry, Key, SchemeEntry
from vocabularies.services.loading.report import KEPT, Changes

_BATCH = 500
_FIELDS = ("identifier", "notation", "position", "facts", "exact_matches", "source_url")


def stored_concepts() -> dict[Key, Concept]:
    """Return all concepts there are, by scheme and identifier in lower case."""
    rows = Concept.objects.select_related("scheme")
    return {(concept.scheme.key, concept.identifier.lower()): concept for concept in rows}


def is_editor_owned(concept: Concept) -> bool:
    """Return whether editors keep this concept: they made it, or they retired or merged it."""
    return Origin.EDITOR in (concept.origin, concept.retired_by)


def replacements(stored: dict[Key, Concept]) -> dict[Key, Key]:
    """Return, for each replaced concept, the key of the concept that replaces it in the end."""
    keys = {concept.pk: key for key, concept in stored.items()}
    after = {concept.pk: concept.replaced_by_id for concept in stored.values()}
    found = {}
    for key, concept in stored.items():
        last, seen = concept.pk, {concept.pk}
        while (follows := after[last]) and follows not in seen:
            last = follows
            seen.add(follows)
        if last != concept.pk:
            found[key] = keys[last]
    return found


def write_schemes(schemes: list[SchemeEntry], changes: Changes) -> dict[str, Scheme]:
    """Add and change schemes; return all of the files by their keys."""
    stored = {scheme.key: scheme for scheme in Scheme.objects.all()}
    for entry in schemes:
        wanted = {
            "titles": entry.titles,
            "notes": entry.notes,
            "source": entry.source,
            "source_url": entry.source_url,
            "position": entry.position,
            "origin": Origin.FILE,
        }
        scheme = stored.get(entry.key)
        if scheme is None:
            stored[entry.key] = Scheme.objects.create(key=entry.key, **wanted)
            changes.add("schemes added", entry.key)
        elif any(getattr(scheme, name) != value for name, value in wanted.items()):
            for name, value in wanted.items():
                setattr(scheme, name, value)
            scheme.save()
            changes.add("schemes changed", entry.key)
    return stored


def write_concepts(
    entries: list[ConceptEntry], schemes: dict[str, Scheme], stored: dict[Key, Concept], changes: Changes
) -> None:
    """Add, change and restore concepts, and enter the new ones into `stored`."""
    fresh, changed = [], []
    for entry in entries:
        concept = stored.get(entry.key)
        if concept is None:
            fresh.append(Concept(scheme=schemes[entry.scheme], origin=Origin.FILE, **_wanted(entry)))
            changes.add("concepts added", entry)
        elif is_editor_owned(concept):
            changes.add(KEPT, entry)
        elif _bring_in_line(concept, entry, changes):
            changed.append(concept)
    Concept.objects.bulk_create(fresh, batch_size=_BATCH)
    Concept.objects.bulk_update(
        changed, [*_FIELDS, "retired_at", "retired_by", "replaced_by"], batch_size=_BATCH
    )
    Ancestry.objects.bulk_create(
        [Ancestry(concept=concept, ancestor=concept) for concept in fresh], batch_size=_BATCH
    )
    for concept in fresh:
        stored[concept.scheme.key, concept.identifier.lower()] = concept


def _wanted(entry: ConceptEntry) -> dict[str, object]:
    return {
        "identifier": entry.identifier,
        "notation": entry.notation,
        "position": entry.position,
        "facts": entry.facts,
        "exact_matches": entry.exact,
        "source_url": entry.url,
    }


def _bring_in_line(concept: Concept, entry: ConceptEntry, changes: Changes) -> bool:
    wanted = _wanted(entry)
    differs = any(getattr(concept, name) != value for name, value in wanted.items())
    if differs:
        for name, value in wanted.items():
            setattr(concept, name, value)
        changes.add("concepts changed", entry)
    if concept.is_retired:
        concept.retired_at, concept.retired_by, concept.replaced_by = None, "", None
        changes.add("concepts restored", entry)
        return True
    return differs


def retire_absent(schemes: list[SchemeEntry], stored: dict[Key, Concept], changes: Changes) -> None:
    """Retire what these schemes had from their files and have no longer; other schemes are not touched."""
    present = {entry.key for scheme in schemes for entry in scheme.concepts}
    keys = {scheme.key for scheme in schemes}
    gone = []
    for key, concept in stored.items():
        ours = concept.origin == Origin.FILE and not concept.is_retired and key[0] in keys
        if ours and key not in present:
            concept.retired_at, concept.retired_by = timezone.now(), Origin.FILE
            gone.append(concept)
            changes.add("concepts retired", "/".join(key))
    Concept.objects.bulk_update(gone, ["retired_at", "retired_by"], batch_size=_BATCH)
