"""What translators' files are made of: units of text, by page; and what can be wrong with a file."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from uuid import UUID

from django.utils.translation import gettext as _


@dataclass(frozen=True)
class Unit:
    """One string of a page, with what is known of its translation.

    `path` is its place in the page (wagtail-localize's content path). `target` is empty where nothing
    is translated; `former` is (source, target) of the string that was here before the source changed.
    """

    path: str
    source: str
    target: str = ""
    note: str = ""
    has_error: bool = False
    former: tuple[str, str] | None = None
    words: int = 0


@dataclass(frozen=True)
class Term:
    """A glossary line: a concept's preferred name in both languages. Empty target: it has none yet."""

    source: str
    target: str
    scheme: str
    identifier: str
    source_is_official: bool = False
    target_is_official: bool = False
    definition: str = ""


@dataclass(frozen=True)
class PageUnits:
    """A page as it is in a file: key, address (path of the URL), version and strings."""

    key: UUID
    title: str
    address: str
    url: str
    version: str
    units: list[Unit] = field(default_factory=list)

    @property
    def words(self) -> int:
        """Words of the source text."""
        return sum(unit.words for unit in self.units)


@dataclass(frozen=True)
class Bundle:
    """All that one file holds."""

    source_language: str
    target_language: str
    made_at: str  # ISO 8601, UTC
    pages: list[PageUnits]
    glossary: list[Term] = field(default_factory=list)


@dataclass(frozen=True)
class ReadUnit:
    """A unit as it was read from a file, with its line. `finished` is False for fuzzy ones."""

    line: int
    name: str
    page: UUID
    path: str
    source: str
    target: str
    finished: bool = True


@dataclass(frozen=True)
class ReadPage:
    """A page as a file names it."""

    line: int
    key: UUID
    address: str
    version: str


@dataclass(frozen=True)
class ReadFile:
    """A file that could be read; whether it fits the site is another question."""

    line: int  # of the languages
    source_language: str
    target_language: str
    made_at: str
    pages: list[ReadPage]
    units: list[ReadUnit]


@dataclass(frozen=True, order=True)
class Problem:
    """A reason to refuse a file: the line (0: the file as a whole), the unit, and a translated sentence."""

    line: int
    unit: str
    reason: str

    def __str__(self) -> str:
        words = {"line": self.line, "unit": self.unit, "reason": self.reason}
        if self.line and self.unit:
            return _("Line %(line)s, %(unit)s: %(reason)s") % words
        return _("Line %(line)s: %(reason)s") % words if self.line else self.reason


class FileRefused(Exception):
    """A file that cannot be taken, with every reason."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = sorted(problems)
        super().__init__("; ".join(map(str, self.problems)))


def refused(line: int, reason: str, unit: str = "") -> FileRefused:
    """Return the refusal for a single reason."""
    return FileRefused([Problem(line, unit, reason)])
