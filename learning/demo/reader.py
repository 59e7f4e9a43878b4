"""Reads the course files strictly: each mistake is named with its file and its block."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import yaml

from learning.demo.text import rich_text


class CourseFileError(Exception):
    """A course file is wrong; the message names file, place and reason."""


class Reader:
    """One YAML file, or a part of one, whose fields are taken one by one; `done` refuses what is left."""

    def __init__(self, data: Any, where: str) -> None:
        self.where = where
        if not isinstance(data, Mapping):
            raise CourseFileError(f"{where}: fields are expected here.")
        self.left = dict(data)

    def fail(self, words: str) -> CourseFileError:
        """Return the error to raise, with the place before the words."""
        return CourseFileError(f"{self.where}: {words}.")

    def take(self, name: str, kind: type, *, needed: bool = True) -> Any:
        """Return a field of a kind (a year may be a number), or its empty value when it is not needed."""
        if name not in self.left or self.left[name] is None:
            if needed:
                raise self.fail(f"{name} is missing")
            self.left.pop(name, None)
            return kind()
        value = self.left.pop(name)
        if kind is str and type(value) is int:
            value = str(value)
        if not isinstance(value, kind) or (kind is int and isinstance(value, bool)):
            raise self.fail(f"{name} must be of kind {kind.__name__}")
        if needed and kind in (str, list) and not value:
            raise self.fail(f"{name} is empty")
        return value.strip() if isinstance(value, str) else value

    def words(self, name: str, *, longest: int, needed: bool = True) -> str:
        """Return a text of at most `longest` characters."""
        value = self.take(name, str, needed=needed)
        if len(value) > longest:
            raise self.fail(f"{name} has {len(value)} characters, at most {longest} fit")
        return value

    def lines(self, name: str, *, needed: bool = True, longest: int = 300) -> list[str]:
        """Return a list of texts."""
        values = self.take(name, list, needed=needed)
        if wrong := [value for value in values if not isinstance(value, str) or len(value) > longest]:
            raise self.fail(f"{name} holds something other than a line of text: {str(wrong[0])[:60]!r}")
        return values

    def text(self, name: str, *, headings: bool = False) -> str:
        """Return a markdown field as rich text."""
        try:
            return rich_text(self.take(name, str), headings=headings)
        except ValueError as error:
            raise self.fail(str(error)) from error

    def choice(self, name: str, values: list[str], *, needed: bool = True) -> str:
        """Return a field that is one of `values`."""
        value = self.take(name, str, needed=needed)
        if (value or needed) and value not in values:
            raise self.fail(f"{name} is {value!r}, but must be one of {', '.join(values)}")
        return value

    def items(self, name: str, read: Callable[["Reader"], Any]) -> list[Any]:
        """Return a list of parts, each read by `read` to its end."""
        return [
            finish(Reader(part, f"{self.where}, {name} {number}"), read)
            for number, part in enumerate(self.take(name, list), 1)
        ]


def finish(reader: Reader, read: Callable[[Reader], Any]) -> Any:
    """Read a part and refuse fields nobody asked for."""
    result = read(reader)
    if reader.left:
        raise reader.fail(f"unknown field {', '.join(sorted(map(str, reader.left)))}")
    return result


def open_file(path: Path) -> Any:
    """Return a YAML file's content; CourseFileError when it is missing or no YAML."""
    try:
        return yaml.safe_load(path.read_text("utf-8"))
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise CourseFileError(f"{path.name}: cannot be read ({error}).") from error
