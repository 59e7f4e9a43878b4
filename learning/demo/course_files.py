"""Reads a folder of course files: course.yaml, and one file for each lesson it names."""

from pathlib import Path
from typing import Any

from learning import drawings
from learning.demo.blocks import read_block
from learning.demo.reader import CourseFileError, Reader, finish, open_file
from learning.enums import Level


def read_course(folder: Path) -> dict[str, Any]:
    """Return course.yaml with its modules and their lessons, checked."""

    def lesson(name: str) -> dict[str, Any]:
        if Path(name).name != name:
            raise CourseFileError(f"course.yaml: {name!r} is no file name.")
        return finish(Reader(open_file(folder / name), name), lambda reader: _lesson(reader, folder))

    def module(reader: Reader) -> dict[str, Any]:
        return {
            "title": reader.words("title", longest=255),
            "slug": reader.words("slug", longest=255),
            "summary": reader.words("summary", longest=200),
            "outcomes": reader.lines("outcomes", longest=200),
            "lessons": [lesson(name) for name in reader.lines("lessons")],
        }

    def course(reader: Reader) -> dict[str, Any]:
        return {
            "title": reader.words("title", longest=255),
            "slug": reader.words("slug", longest=255),
            "summary": reader.words("summary", longest=200),
            "level": reader.choice("level", Level.values),
            "audience": reader.lines("audience", longest=200),
            "outcomes": reader.lines("outcomes", longest=200),
            "about": reader.text("about"),
            "drawing": reader.choice("drawing", [name for name, _words in drawings.choices()], needed=False),
            "tags": reader.lines("tags", needed=False, longest=80),
            "modules": reader.items("modules", module),
        }

    return finish(Reader(open_file(folder / "course.yaml"), "course.yaml"), course)


def _lesson(reader: Reader, folder: Path) -> dict[str, Any]:
    minutes = reader.take("minutes", int)
    if not 1 <= minutes <= 240:
        raise reader.fail("minutes must lie between 1 and 240")
    return {
        "title": reader.words("title", longest=255),
        "slug": reader.words("slug", longest=255),
        "summary": reader.words("summary", longest=200),
        "minutes": minutes,
        "is_open": reader.take("is_open", bool) if "is_open" in reader.left else True,
        "outcomes": reader.lines("outcomes", longest=200),
        "body": [
            read_block(part, f"{reader.where}, block {number}", folder)
            for number, part in enumerate(reader.take("body", list), 1)
        ],
    }
