"""YAML nodes read with their lines: what is there twice, unknown or of the wrong kind is a problem."""

from collections.abc import Callable, Iterator, Sequence
from typing import Any

import yaml

from vocabularies.errors import VocabularyError
from vocabularies.services.labels import check_definition, check_label
from vocabularies.services.loading.records import Place, Problems

_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_SCALARS = ("str", "int", "bool")


class Nodes:
    """Reads the nodes of one file and notes what is wrong."""

    def __init__(self, file: str, problems: Problems) -> None:
        self.file = file
        self.problems = problems

    def compose(self, text: str) -> yaml.Node | None:
        """Return the file's one document; None, and a problem, when there is none to read."""
        try:
            node: yaml.Node | None = yaml.compose(text, Loader=_LOADER)
        except yaml.MarkedYAMLError as error:
            line = (error.problem_mark.line if error.problem_mark else 0) + 1
            self.problems.add(Place(self.file, line), f"This is not YAML: {error.problem}.")
            return None
        except yaml.YAMLError as error:
            self.problems.add(Place(self.file, 1), f"This is not YAML: {error}.")
            return None
        if node is None:
            self.problems.add(Place(self.file, 1), "The file is empty.")
        return node

    def place(self, node: yaml.Node) -> Place:
        """Return the line on which a node begins."""
        return Place(self.file, node.start_mark.line + 1)

    def wrong(self, node: yaml.Node, words: str) -> None:
        """Record a problem at a node."""
        self.problems.add(self.place(node), words)

    def items(self, node: yaml.Node, what: str) -> Iterator[tuple[str, yaml.Node, yaml.Node]]:
        """Return each key of a mapping as text, with its node and its value's; a key given twice is wrong."""
        if not isinstance(node, yaml.MappingNode):
            self.wrong(node, f"{what} must be a mapping (key: value).")
            return
        seen = set()
        for key, value in node.value:
            if not isinstance(key, yaml.ScalarNode):
                self.wrong(key, f"A key of {what} must be plain text.")
            elif key.value in seen:
                self.wrong(key, f"“{key.value}” is in {what} twice.")
            else:
                seen.add(key.value)
                yield key.value, key, value

    def text(self, node: yaml.Node, what: str, limit: int = 500) -> str:
        """Return a piece of text; a list, a mapping or what is too long is wrong."""
        if not isinstance(node, yaml.ScalarNode) or _kind(node) == "null":
            self.wrong(node, f"{what} must be one text.")
            return ""
        if len(node.value) > limit:
            self.wrong(node, f"{what} is longer than {limit} characters.")
            return ""
        return str(node.value).strip()

    def address(self, node: yaml.Node, what: str) -> str:
        """Return a web address."""
        text = self.text(node, what)
        if text and not text.startswith(("https://", "http://")):
            self.wrong(node, f"{what} must be a web address.")
        return text

    def number(self, node: yaml.Node, what: str) -> int:
        """Return a whole number from 0 to 32767."""
        value = self.value(node, what)
        if type(value) is int and 0 <= value <= 32767:
            return value
        self.wrong(node, f"{what} must be a whole number from 0 to 32767.")
        return 0

    def value(self, node: yaml.Node, what: str) -> Any:
        """Return a text, whole number, or true or false, as a fact may be."""
        if not isinstance(node, yaml.ScalarNode) or _kind(node) not in _SCALARS:
            self.wrong(node, f"{what} must be text, a whole number, true or false (put codes in quotes).")
            return ""
        return yaml.safe_load(node.value) if _kind(node) in ("int", "bool") else node.value

    def many(self, node: yaml.Node, what: str) -> Sequence[yaml.Node]:
        """Return the nodes of a list."""
        if not isinstance(node, yaml.SequenceNode):
            self.wrong(node, f"{what} must be a list.")
            return []
        found: list[yaml.Node] = node.value
        return found

    def names(self, node: yaml.Node, what: str) -> dict[str, str]:
        """Return one name for each language; a language given twice has two preferred names."""
        found: dict[str, str] = {}
        if not isinstance(node, yaml.MappingNode):
            self.wrong(node, f"{what} must be a mapping (language: name).")
            return found
        for key, value in node.value:
            if key.value in found:
                self.wrong(key, f"Two preferred names in “{key.value}”; keep one, the others go to `other`.")
            elif isinstance(value, yaml.SequenceNode):
                self.wrong(value, f"Several preferred names in “{key.value}”; keep one.")
            else:
                found[key.value] = self._checked(check_label, key, value, what, 300)
        return found

    def several(self, node: yaml.Node, what: str) -> dict[str, list[str]]:
        """Return lists of names by language."""
        return {
            language: [self._checked(check_label, key, one, what, 300) for one in self.many(value, what)]
            for language, key, value in self.items(node, what)
        }

    def texts(self, node: yaml.Node, what: str) -> dict[str, str]:
        """Return one long text for each language."""
        return {
            language: self._checked(check_definition, key, value, what, 4000)
            for language, key, value in self.items(node, what)
        }

    def _checked(
        self, check: Callable[[str, str], str], key: yaml.Node, value: yaml.Node, what: str, limit: int
    ) -> str:
        text = self.text(value, what, limit)
        try:
            return check(key.value, text)
        except VocabularyError as refusal:
            self.wrong(key if not text else value, f"{what} “{key.value}”: {refusal}")
            return text


def _kind(node: yaml.Node) -> str:
    return str(node.tag).rpartition(":")[2]
