"""Reads the blocks of a lesson file into the raw values of LessonBody.

A download is given as the path of its file; `pages` makes the document and puts its id there.
"""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any
from uuid import uuid4

from learning import drawings
from learning.demo.reader import CourseFileError, Reader, finish

Block = tuple[str, Any]


def read_block(part: Any, where: str, folder: Path) -> Block:
    """Return (type, raw value) of a block; CourseFileError names the place."""
    if not isinstance(part, Mapping) or len(part) != 1:
        raise CourseFileError(f"{where}: one block with one name is expected here.")
    ((name, value),) = part.items()
    if name not in READERS:
        raise CourseFileError(f"{where}: unknown block {name!r}, known are {', '.join(READERS)}.")
    where = f"{where} ({name})"
    if name in ("text", "key_terms", "further_reading"):
        value = {name: value}
    raw = finish(Reader(value, where), READERS[name])
    if name == "download" and not (folder / raw["file"]).is_file():
        raise CourseFileError(f"{where}: there is no file {raw['file']}.")
    return name, raw


def _text(reader: Reader) -> str:
    return reader.text("text", headings=True)


def _figure(reader: Reader) -> dict[str, Any]:
    return {
        "drawing": reader.choice("drawing", [name for name, _words in drawings.choices()]),
        "image": None,
        "alt": reader.words("alt", longest=400),
        "caption": reader.words("caption", longest=300, needed=False),
        "credit": reader.words("credit", longest=200, needed=False),
        "legend": _listed(reader.lines("legend", needed=False)),
    }


def _callout(reader: Reader) -> dict[str, Any]:
    return {
        "kind": reader.choice("kind", ["note", "practice", "caution"]),
        "title": reader.words("title", longest=120),
        "text": reader.text("text"),
    }


def _key_terms(reader: Reader) -> list[dict[str, Any]]:
    terms = reader.items(
        "key_terms",
        lambda term: {
            "term": term.words("term", longest=120),
            "definition": term.words("definition", longest=600),
        },
    )
    return _listed(terms)


def _quotation(reader: Reader) -> dict[str, str]:
    return {
        "text": reader.words("text", longest=1500),
        "source": reader.words("source", longest=300),
        "url": _address(reader),
    }


def _download(reader: Reader) -> dict[str, str]:
    name = reader.words("file", longest=120)
    if Path(name).name != name:
        raise reader.fail("file must be a name without folders")
    return {
        "file": name,
        "title": reader.words("title", longest=160),
        "note": reader.words("note", longest=200, needed=False),
    }


def _further_reading(reader: Reader) -> list[dict[str, Any]]:
    sources = reader.items(
        "further_reading",
        lambda source: {
            "title": source.words("title", longest=300),
            "authors": source.words("authors", longest=300, needed=False),
            "year": source.words("year", longest=20, needed=False),
            "publisher": source.words("publisher", longest=300, needed=False),
            "url": _address(source),
            "note": source.words("note", longest=400, needed=False),
        },
    )
    return _listed(sources)


def _listed(values: list[Any]) -> list[dict[str, Any]]:
    """Return the raw value of a ListBlock as an editor would save it: only what has an id is translated."""
    return [{"type": "item", "value": value, "id": str(uuid4())} for value in values]


def _address(reader: Reader) -> str:
    value = reader.words("url", longest=500, needed=False)
    if value and not value.startswith(("https://", "http://")):
        raise reader.fail("url must begin with https:// or http://")
    return value


READERS: dict[str, Callable[[Reader], Any]] = {
    "text": _text,
    "figure": _figure,
    "callout": _callout,
    "key_terms": _key_terms,
    "quotation": _quotation,
    "download": _download,
    "further_reading": _further_reading,
}
