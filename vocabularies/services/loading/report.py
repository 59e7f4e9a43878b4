"""What a load did, or would do."""

from collections import Counter
from dataclasses import dataclass, field

ORDER = (
    "schemes added",
    "schemes changed",
    "concepts added",
    "concepts changed",
    "concepts retired",
    "concepts restored",
    "concepts left to editors",
    "names added",
    "names changed",
    "names removed",
    "definitions added",
    "definitions changed",
    "definitions removed",
    "relations added",
    "relations removed",
    "ancestors put right",
    "names indexed anew",
)
KEPT = "concepts left to editors"


@dataclass
class Changes:
    """Counts by kind (see ORDER) and, for those who want to know, one line for each."""

    counts: Counter[str] = field(default_factory=Counter)
    lines: list[str] = field(default_factory=list)
    concepts: int = 0  # in the files
    files: int = 0

    def add(self, kind: str, *what: object) -> None:
        """Record that this was done to each of these."""
        self.count(kind, len(what))
        self.lines += [f"{kind}: {one}" for one in what]

    def count(self, kind: str, number: int) -> None:
        """Record that something was done so many times."""
        if number:
            self.counts[kind] += number

    @property
    def any(self) -> bool:
        """Return whether the database was changed."""
        return any(number for kind, number in self.counts.items() if kind != KEPT)

    def summary(self) -> str:
        """Return the counts in one line."""
        said = [f"{self.counts[kind]} {kind}" for kind in ORDER if self.counts[kind]]
        head = f"{self.files} files, {self.concepts} concepts"
        return f"{head}: {', '.join(said) or 'nothing to change'}."
