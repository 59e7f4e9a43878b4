"""The vocabulary files, loaded: all is checked before anything is written, in one transaction."""

from collections.abc import Callable, Iterable
from pathlib import Path

from django.db import transaction

from vocabularies.errors import FilesRefused
from vocabularies.models import Concept
from vocabularies.services.ancestry import lock_tree, refresh
from vocabularies.services.labels import reindex
from vocabularies.services.loading.cldr import fill_names
from vocabularies.services.loading.concepts import (
    is_editor_owned,
    replacements,
    retire_absent,
    stored_concepts,
    write_concepts,
    write_schemes,
)
from vocabularies.services.loading.labels import write_definitions, write_names
from vocabularies.services.loading.parser import read_file
from vocabularies.services.loading.records import ConceptEntry, Key, Problems, SchemeEntry
from vocabularies.services.loading.relations import write_relations
from vocabularies.services.loading.report import Changes
from vocabularies.services.loading.validation import check_circles, check_references, check_schemes
from vocabularies.services.versions import record_change

DATA = Path(__file__).resolve().parents[2] / "data"

__all__ = ["DATA", "Changes", "load_vocabularies"]


def load_vocabularies(
    files: Iterable[Path] | None = None,
    *,
    dry_run: bool = False,
    on_read: Callable[[int, int], None] = lambda done, total: None,
) -> Changes:
    """Update the database from the vocabulary files, and return what was done (or would be).

    Without `files`: all of the project's. Twice changes nothing. What editors of the site made, renamed,
    retired or merged stays so; what left the files is retired, never deleted. Raises FilesRefused, with file
    and line of all that is wrong, before anything is written. Two loads at once wait for each other.
    `on_read` is called with the number of files read.
    """
    paths = sorted(DATA.glob("*.yaml")) if files is None else list(files)
    problems = Problems()
    schemes = []
    for number, path in enumerate(paths, 1):
        on_read(number, len(paths))
        if scheme := read_file(path, problems):
            schemes.append(scheme)
    for scheme in schemes:
        fill_names(scheme, problems)
    changes = Changes(files=len(paths), concepts=sum(len(scheme.concepts) for scheme in schemes))
    with transaction.atomic():
        lock_tree()
        stored = stored_concepts()
        resolve = replacements(stored)
        entries = [entry for scheme in schemes for entry in scheme.concepts]
        _check(schemes, entries, stored, resolve, problems)
        _write(schemes, stored, resolve, changes)
        transaction.set_rollback(dry_run)
    return changes


def _check(
    schemes: list[SchemeEntry],
    entries: list[ConceptEntry],
    stored: dict[Key, Concept],
    resolve: dict[Key, Key],
    problems: Problems,
) -> None:
    check_schemes(schemes, problems)
    check_references(schemes, problems)
    editor_owned = [key for key, concept in stored.items() if is_editor_owned(concept)]
    check_circles(entries, resolve, editor_owned, problems)
    if problems.found:
        raise FilesRefused(problems.lines())


def _write(
    schemes: list[SchemeEntry],
    stored: dict[Key, Concept],
    resolve: dict[Key, Key],
    changes: Changes,
) -> None:
    entries = [entry for scheme in schemes for entry in scheme.concepts]
    write_concepts(entries, write_schemes(schemes, changes), stored, changes)
    retire_absent(schemes, stored, changes)
    pairs = [(entry, stored[entry.key]) for entry in entries if not is_editor_owned(stored[entry.key])]
    write_names(pairs, changes)
    write_definitions(pairs, changes)
    write_relations(pairs, stored, resolve, changes)
    changes.count("ancestors put right", refresh(concept.pk for concept in stored.values()))
    changes.count("names indexed anew", reindex())
    if changes.any:
        record_change("vocabularies.loaded", detail=dict(changes.counts))
