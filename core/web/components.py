"""Strict components: a template whose first line states its arguments, and refuses any other."""

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.conf import settings
from django.template import TemplateSyntaxError
from django.template.loader import get_template

FOLDER = "components"
_LINE = re.compile(
    r"^\{#\s*args:(?P<args>[^;#]*)(;\s*optional:(?P<optional>[^;#]*))?(;\s*(?P<content>content))?\s*#\}"
)


@dataclass(frozen=True)
class Signature:
    """What a component takes: needed and optional argument names, and whether it wraps content."""

    name: str
    needed: frozenset[str]
    optional: frozenset[str]
    content: bool

    def check(self, given: set[str]) -> None:
        """Raise TemplateSyntaxError naming what is missing or unknown."""
        if missing := self.needed - given:
            raise TemplateSyntaxError(f"Component {self.name} needs {', '.join(sorted(missing))}.")
        if unknown := given - self.needed - self.optional:
            raise TemplateSyntaxError(f"Component {self.name} does not know {', '.join(sorted(unknown))}.")


@cache
def signature(name: str) -> Signature:
    """Read the component's first line; TemplateSyntaxError when it states no arguments."""
    origin = get_template(f"{FOLDER}/{name}.html").origin  # type: ignore[attr-defined]
    first = Path(origin.name).read_text("utf-8").split("\n", 1)[0]
    match = _LINE.match(first)
    if match is None:
        raise TemplateSyntaxError(f"{FOLDER}/{name}.html must state its arguments on line 1.")
    return Signature(
        name,
        frozenset(match["args"].split()),
        frozenset((match["optional"] or "").split()),
        bool(match["content"]),
    )


def names() -> list[str]:
    """Return the names of all components, sorted."""
    folder = Path(settings.BASE_DIR) / "templates" / FOLDER
    return sorted(path.stem for path in folder.glob("*.html"))


@dataclass(frozen=True)
class Sample:
    """A component on the style-guide page: its name, its argument line, its sample template."""

    name: str
    arguments: str
    template: str


def samples() -> list[Sample]:
    """Return one sample per component, for the style-guide page."""
    folder = Path(settings.BASE_DIR) / "templates" / FOLDER
    return [
        Sample(
            name,
            (folder / f"{name}.html").read_text("utf-8").split("\n", 1)[0].strip("{}# "),
            f"{FOLDER}/samples/{name}.html",
        )
        for name in names()
    ]
