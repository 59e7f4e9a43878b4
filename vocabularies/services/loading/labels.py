"""Updates names and definitions from the files; those of editors stay."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from core.base.collation import sort_key
from vocabularies.enums import LabelKind, Origin
from vocabularies.models import Concept, Definition, Label
from vocabularies.services.labels import index_labels
from vocabularies.services.loading.records import ConceptEntry
from vocabularies.services.loading.report import Changes

_BATCH = 500
Pairs = list[tuple[ConceptEntry, Concept]]


@dataclass(frozen=True)
class Name:
    """One name as the file has it."""

    language: str
    text: str
    kind: str
    is_official: bool


def write_names(pairs: Pairs, changes: Changes) -> None:
    """Add, change and remove names. A name that an editor set, or took away, stays as the editor has it."""
    stored: dict[int, list[Label]] = defaultdict(list)
    for label in Label.objects.filter(concept__in=[concept for _entry, concept in pairs]):
        stored[label.concept_id].append(label)
    gone: list[int] = []
    fresh: list[Label] = []
    for entry, concept in pairs:
        kept = stored[concept.pk]
        wanted = set(_names(entry))
        theirs = [label for label in kept if label.origin == Origin.EDITOR]
        wanted -= {name for name in wanted if _overridden(name, theirs)}
        ours = {_name(label): label for label in kept if label.origin == Origin.FILE}
        removed, added = set(ours) - wanted, wanted - set(ours)
        gone += [ours[name].pk for name in removed]
        fresh += [_label(concept, name) for name in sorted(added, key=lambda one: (one.language, one.text))]
        _count(entry, removed, added, changes)
    for start in range(0, len(gone), _BATCH):
        Label.objects.filter(pk__in=gone[start : start + _BATCH]).delete()
    Label.objects.bulk_create(fresh, batch_size=_BATCH)
    index_labels(fresh)


def _names(entry: ConceptEntry) -> Iterable[Name]:
    for language, text in entry.labels.items():
        yield Name(language, text, LabelKind.PREFERRED, language in entry.official)
    for kind, several in ((LabelKind.ALTERNATIVE, entry.other), (LabelKind.HIDDEN, entry.hidden)):
        for language, texts in several.items():
            for text in texts:
                yield Name(language, text, kind, False)


def _name(label: Label) -> Name:
    return Name(label.language, label.text, LabelKind(label.kind), label.is_official)


def _overridden(name: Name, theirs: list[Label]) -> bool:
    return any(
        label.language == name.language
        and (label.text == name.text or label.kind == name.kind == LabelKind.PREFERRED)
        for label in theirs
    )


def _label(concept: Concept, name: Name) -> Label:
    return Label(
        concept=concept,
        language=name.language,
        text=name.text,
        kind=name.kind,
        is_official=name.is_official,
        sort_key=sort_key(name.text, name.language),
        origin=Origin.FILE,
    )


def _count(entry: ConceptEntry, removed: set[Name], added: set[Name], changes: Changes) -> None:
    """A preferred name in the place of another one, or one of another kind, counts as changed."""
    former = {name.language for name in removed if name.kind == LabelKind.PREFERRED}
    former_texts = {(name.language, name.text) for name in removed}
    for name in added:
        instead = name.kind == LabelKind.PREFERRED and name.language in former
        again = (name.language, name.text) in former_texts
        what = "names changed" if instead or again else "names added"
        changes.add(what, f"{entry} {name.language} “{name.text}”")
    new = {name.language for name in added if name.kind == LabelKind.PREFERRED}
    new_texts = {(name.language, name.text) for name in added}
    for name in removed:
        replaced = name.kind == LabelKind.PREFERRED and name.language in new
        if not replaced and (name.language, name.text) not in new_texts:
            changes.add("names removed", f"{entry} {name.language} “{name.text}”")


def write_definitions(pairs: Pairs, changes: Changes) -> None:
    """Add, change and remove definitions, save those of editors."""
    stored: dict[int, dict[str, Definition]] = defaultdict(dict)
    for definition in Definition.objects.filter(concept__in=[concept for _entry, concept in pairs]):
        stored[definition.concept_id][definition.language] = definition
    fresh: list[Definition] = []
    changed: list[Definition] = []
    gone: list[int] = []
    for entry, concept in pairs:
        kept = stored[concept.pk]
        for language, text in entry.definition.items():
            there = kept.get(language)
            if there is None:
                fresh.append(Definition(concept=concept, language=language, text=text, origin=Origin.FILE))
                changes.add("definitions added", f"{entry} {language}")
            elif there.origin == Origin.FILE and there.text != text:
                there.text = text
                changed.append(there)
                changes.add("definitions changed", f"{entry} {language}")
        for language, former in kept.items():
            if former.origin == Origin.FILE and language not in entry.definition:
                gone.append(former.pk)
                changes.add("definitions removed", f"{entry} {language}")
    Definition.objects.bulk_create(fresh, batch_size=_BATCH)
    Definition.objects.bulk_update(changed, ["text"], batch_size=_BATCH)
    Definition.objects.filter(pk__in=gone).delete()
