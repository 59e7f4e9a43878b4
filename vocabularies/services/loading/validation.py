"""Checks across files: duplicate schemes and concepts, references to nothing, circles."""

from collections.abc import Iterable

from django.conf import settings

from vocabularies.enums import Origin, RelationKind
from vocabularies.models import Concept, Relation, Scheme
from vocabularies.services.loading.records import ConceptEntry, Key, Place, Problems, Reference, SchemeEntry


def check_schemes(schemes: list[SchemeEntry], problems: Problems) -> None:
    """Refuse a scheme in two files, one that an editor made here, and concepts without an English name."""
    seen: dict[str, Place] = {}
    made_here = set(Scheme.objects.filter(origin=Origin.EDITOR).values_list("key", flat=True))
    for scheme in schemes:
        if scheme.key in seen:
            problems.add(scheme.place, f"The scheme “{scheme.key}” is in {seen[scheme.key].file} already.")
        seen.setdefault(scheme.key, scheme.place)
        if scheme.key in made_here:
            problems.add(scheme.place, f"Editors of this site have a scheme “{scheme.key}” of their own.")
        for entry in scheme.concepts:
            if not entry.labels.get(settings.LANGUAGE_CODE):
                problems.add(entry.place, f"“{entry.identifier}” has no English name.")


def check_references(schemes: list[SchemeEntry], problems: Problems) -> None:
    """Refuse `broader` and `related` that name what is neither in the files nor in the database."""
    known = {entry.key for scheme in schemes for entry in scheme.concepts}
    stored = Concept.objects.values_list("scheme__key", "identifier")
    known |= {(scheme, identifier.lower()) for scheme, identifier in stored}
    for entry in (entry for scheme in schemes for entry in scheme.concepts):
        for reference in [*entry.broader, *entry.related]:
            if reference.key not in known:
                problems.add(
                    reference.place, f"“{entry.identifier}” refers to “{reference}”, which is nowhere."
                )


def check_circles(
    entries: list[ConceptEntry], resolve: dict[Key, Key], editor_owned: Iterable[Key], problems: Problems
) -> None:
    """Refuse `broader` that would lead back to where it began, together with what editors placed.

    `resolve` says what took the place of a merged concept; the entries of `editor_owned` are skipped.
    """
    passed = set(editor_owned)
    above: dict[Key, list[tuple[Key, Reference | None]]] = {}
    active = {entry.key for entry in entries} - passed
    for key, broader in _stored(active):
        above.setdefault(key, []).append((broader, None))
    for entry in entries:
        if entry.key in passed:
            continue
        for reference in entry.broader:
            target = resolve.get(reference.key, reference.key)
            if target != entry.key:
                above.setdefault(entry.key, []).append((target, reference))
    for chain in _circles(above):
        blamed = next((reference for _key, reference in chain if reference), None)
        if blamed:
            way = " < ".join("/".join(key) for key, _reference in [*chain, chain[0]])
            problems.add(blamed.place, f"This closes a circle: {way}.")


def _stored(active: set[Key]) -> Iterable[tuple[Key, Key]]:
    """Return what stays in the database: all but what the files said of concepts they still have."""
    rows = Relation.objects.filter(kind=RelationKind.BROADER).values_list(
        "origin", "subject__scheme__key", "subject__identifier", "object__scheme__key", "object__identifier"
    )
    for origin, scheme, identifier, above_scheme, above_identifier in rows:
        key = (scheme, identifier.lower())
        if origin == Origin.EDITOR or key not in active:
            yield key, (above_scheme, above_identifier.lower())


def _circles(
    above: dict[Key, list[tuple[Key, Reference | None]]],
) -> Iterable[list[tuple[Key, Reference | None]]]:
    """Walk upwards from everywhere; return each circle as the steps in it (where to, by which reference)."""
    done: set[Key] = set()
    for start in above:
        path: list[tuple[Key, Reference | None]] = [(start, None)]
        on_path = {start: 0}
        waiting = [iter(above[start])] if start not in done else []
        while waiting:
            step = next(waiting[-1], None)
            if step is None:
                waiting.pop()
                left = path.pop()[0]
                del on_path[left]
                done.add(left)
            elif step[0] in on_path:
                yield [*path[on_path[step[0]] + 1 :], step]
            elif step[0] not in done:
                on_path[step[0]] = len(path)
                path.append(step)
                waiting.append(iter(above.get(step[0], ())))
