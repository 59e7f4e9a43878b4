"""Vocabulary files, read into entries. docs/developers/vocabularies.md describes how they are written."""

from pathlib import Path
from typing import Any

import yaml
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_slug

from vocabularies.errors import VocabularyError
from vocabularies.services.concepts import check_identifier
from vocabularies.services.loading.cldr import KINDS
from vocabularies.services.loading.records import ConceptEntry, Place, Problems, Reference, SchemeEntry
from vocabularies.services.loading.yaml_reader import Nodes


def read_file(path: Path, problems: Problems) -> SchemeEntry | None:
    """Return the content of one file, None if it cannot be read; faults are added to `problems`."""
    nodes = Nodes(path.name, problems)
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        problems.add(Place(path.name, 1), f"The file cannot be read: {error}.")
        return None
    root = nodes.compose(text)
    return None if root is None else _scheme(nodes, root)


def _scheme(nodes: Nodes, root: yaml.Node) -> SchemeEntry | None:
    entry = SchemeEntry("", nodes.place(root))
    concepts: yaml.Node | None = None
    for key, where, value in nodes.items(root, "the file"):
        if key == "concepts":
            concepts = value
        elif key in _SCHEME:
            setattr(entry, _SCHEME[key][0], _SCHEME[key][1](nodes, value))
        else:
            nodes.wrong(where, f"Unknown key “{key}”; known are {', '.join([*_SCHEME, 'concepts'])}.")
    if not entry.key:
        nodes.wrong(root, "The file does not say which scheme it is (scheme: key).")
        return None
    if not entry.titles.get(settings.LANGUAGE_CODE):
        nodes.wrong(root, f"The scheme has no title in “{settings.LANGUAGE_CODE}”.")
    if concepts is None:
        nodes.wrong(root, "The file has no concepts.")
    else:
        _concepts(nodes, entry, concepts)
    return entry


def _concepts(nodes: Nodes, scheme: SchemeEntry, node: yaml.Node) -> None:
    """Read the concepts; the order in the file is their order."""
    if not isinstance(node, yaml.MappingNode):
        nodes.wrong(node, "`concepts` must be a mapping (identifier: concept).")
        return
    seen: dict[str, Place] = {}
    for key, value in node.value:
        identifier, place = str(key.value), nodes.place(key)
        if identifier.lower() in seen:
            nodes.wrong(
                key, f"The identifier “{identifier}” is taken by line {seen[identifier.lower()].line}."
            )
            continue
        seen[identifier.lower()] = place
        try:
            check_identifier(identifier)
        except VocabularyError as refusal:
            nodes.wrong(key, f"“{identifier}”: {refusal}")
        entry = ConceptEntry(scheme.key, identifier, place, len(seen), official=scheme.official)
        _concept(nodes, entry, value)
        scheme.concepts.append(entry)


def _concept(nodes: Nodes, entry: ConceptEntry, node: yaml.Node) -> None:
    for key, where, value in nodes.items(node, f"“{entry.identifier}”"):
        if key in ("broader", "related"):
            setattr(entry, key, _references(nodes, entry, value, key))
        elif key in _CONCEPT:
            setattr(entry, key, _CONCEPT[key](nodes, value))
        else:
            known = ", ".join([*_CONCEPT, "broader", "related"])
            nodes.wrong(where, f"Unknown key “{key}” in “{entry.identifier}”; known are {known}.")
    _same_name_twice(nodes, entry)


def _references(nodes: Nodes, entry: ConceptEntry, node: yaml.Node, what: str) -> list[Reference]:
    found: list[Reference] = []
    for one in nodes.many(node, f"`{what}`"):
        scheme, slash, identifier = nodes.text(one, f"`{what}`").rpartition("/")
        reference = Reference(scheme if slash else entry.scheme, identifier, nodes.place(one))
        if reference.key == entry.key:
            nodes.wrong(one, f"“{entry.identifier}” cannot be {what} to itself.")
        elif reference.key in [former.key for former in found]:
            nodes.wrong(one, f"“{reference}” is in `{what}` twice.")
        else:
            found.append(reference)
    return found


def _same_name_twice(nodes: Nodes, entry: ConceptEntry) -> None:
    seen = set()
    names = [(language, text) for language, text in entry.labels.items()]
    for several in (entry.other, entry.hidden):
        names += [(language, text) for language, texts in several.items() for text in texts]
    for name in names:
        if name in seen:
            nodes.problems.add(
                entry.place, f"“{entry.identifier}” has the name “{name[1]}” twice in “{name[0]}”."
            )
        seen.add(name)


def _key(nodes: Nodes, node: yaml.Node) -> str:
    text = nodes.text(node, "`scheme`", 40)
    try:
        validate_slug(text)
    except ValidationError:
        nodes.wrong(node, "`scheme` must be letters, digits and hyphens.")
    return text


def _official(nodes: Nodes, node: yaml.Node) -> frozenset[str]:
    found = set()
    for one in nodes.many(node, "`official`"):
        language = nodes.text(one, "`official`")
        if language not in dict(settings.LANGUAGES):
            nodes.wrong(one, f"“{language}” is no language of this site.")
        found.add(language)
    return frozenset(found)


def _kind_of_names(nodes: Nodes, node: yaml.Node) -> str:
    text = nodes.text(node, "`names`")
    if text not in KINDS:
        nodes.wrong(node, f"`names` must be one of {', '.join(KINDS)}.")
        return ""
    return text


_SCHEME: dict[str, tuple[str, Any]] = {
    "scheme": ("key", _key),
    "position": ("position", lambda nodes, node: nodes.number(node, "`position`")),
    "titles": ("titles", lambda nodes, node: nodes.names(node, "`titles`")),
    "notes": ("notes", lambda nodes, node: nodes.texts(node, "`notes`")),
    "source": ("source", lambda nodes, node: nodes.text(node, "`source`", 300)),
    "source_url": ("source_url", lambda nodes, node: nodes.address(node, "`source_url`")),
    "official": ("official", _official),
    "names": ("names", _kind_of_names),
}
_CONCEPT: dict[str, Any] = {
    "official": _official,
    "notation": lambda nodes, node: nodes.text(node, "`notation`", 40),
    "labels": lambda nodes, node: nodes.names(node, "`labels`"),
    "other": lambda nodes, node: nodes.several(node, "`other`"),
    "hidden": lambda nodes, node: nodes.several(node, "`hidden`"),
    "definition": lambda nodes, node: nodes.texts(node, "`definition`"),
    "facts": lambda nodes, node: {
        key: nodes.value(value, f"The fact “{key}”") for key, _where, value in nodes.items(node, "`facts`")
    },
    "exact": lambda nodes, node: [nodes.address(one, "`exact`") for one in nodes.many(node, "`exact`")],
    "url": lambda nodes, node: nodes.address(node, "`url`"),
}
