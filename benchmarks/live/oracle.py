"""The judge of a trial: the committed rows are the truth, and what each client was sent must equal them."""

import json
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, field
from itertools import pairwise
from pathlib import Path
from typing import Any

from benchmarks.live.actions import MARK
from benchmarks.live.listeners import Line, Record, Sight

Row = tuple[int, str]
Pushed = list[tuple[Line, int, float]]


@dataclass
class Verdict:
    """What was wrong, in numbers; each of which must be 0 save `deliveries`."""

    deliveries: int = 0
    lost: int = 0  # events below a client's cursor that it was never sent
    not_caught_up: int = 0  # clients' spaces whose cursor was behind when the trial ended
    duplicates: int = 0
    disordered: int = 0
    strangers: int = 0  # events that are in no committed row
    misfits: int = 0  # messages that did not begin where the client stood
    resets: int = 0
    leaks: int = 0  # a hidden post's words: see `_is_leak`
    stale: int = 0  # posts whose last fragment does not show their last state, at clients that have caught up
    gaps: int = 0  # in the committed sequences, or in the numbers of posts
    posts_missing: int = 0  # acknowledged, and not there
    posts_twice: int = 0
    jobs_undone: int = 0
    not_arrived: int = 0  # events above the cursors of those that had not caught up
    in_flight: int = 0  # words that came after their hiding was acknowledged, and may have left before
    latest_in_flight: float = 0.0  # seconds
    trouble: dict[str, int] = field(default_factory=dict)

    def wrong(self) -> dict[str, int]:
        """Return the figures that should be 0 and are not."""
        right = ("deliveries", "not_arrived", "in_flight", "latest_in_flight", "trouble")
        return {name: value for name, value in asdict(self).items() if name not in right and value}


def compare(got: Sequence[Row], due: Sequence[Row], cursor: int) -> Verdict:
    """Compare what came, in the order it came, with the rows that were due.

    What lies above the client's cursor had not arrived yet; what lies below will never come.
    """
    came, wanted = Counter(got), Counter(due)
    missing = [sequence for sequence, _kind in wanted.keys() - came.keys()]
    numbers = [sequence for sequence, _kind in got]
    return Verdict(
        deliveries=len(got),
        lost=sum(sequence <= cursor for sequence in missing),
        not_arrived=sum(sequence > cursor for sequence in missing),
        duplicates=sum(count - 1 for count in came.values()),
        strangers=len(came.keys() - wanted.keys()),
        disordered=sum(after < before for before, after in pairwise(numbers)),
    )


@dataclass(frozen=True)
class Truth:
    """The committed rows: events by space, hidings for good by mark, the present marks of each post."""

    events: dict[str, list[Row]]
    gone: dict[str, tuple[int, float]]  # mark -> (sequence of the hiding, when it was acknowledged)
    screens: dict[str, dict[int, tuple[str, bool]]]  # space -> number -> (mark, hidden)


def judge(records: Iterable[Record], truth: Truth) -> Verdict:
    """Judge every client and every space."""
    total, records = Verdict(), list(records)
    pushed: dict[str, Pushed] = {}
    for record in records:
        pushed.setdefault(record.space, []).extend(record.pushed)
    for record in records:
        due = truth.events[record.space]
        found = compare(record.got, due[bisect_right(due, (record.start, "￿")) :], record.cursor)
        for name in ("deliveries", "lost", "not_arrived", "duplicates", "disordered", "strangers"):
            setattr(total, name, getattr(total, name) + getattr(found, name))
        total.misfits += record.misfits
        total.resets += record.resets
        look_for_hidden(record, truth.gone, pushed[record.space], total)
        if due and record.cursor < due[-1][0]:
            total.not_caught_up += 1
        else:
            total.stale += stale(record, truth.screens[record.space])
    return total


def look_for_hidden(
    record: Record, gone: dict[str, tuple[int, float]], pushed: Pushed, total: Verdict
) -> None:
    """Add the sights of words that were hidden for good; `pushed` is what all clients of the space got."""
    if record.audience != "member":
        return
    for sight in record.sights:
        sequence, at = gone.get(sight.mark.rpartition("-")[0], (None, 0.0))
        if sequence is None:
            continue
        if _is_leak(sight, sequence, at, pushed):
            total.leaks += 1
        elif sight.came > at:
            total.in_flight += 1
            total.latest_in_flight = max(total.latest_in_flight, sight.came - at)


def _is_leak(sight: Sight, sequence: int, at: float, pushed: Pushed) -> bool:
    """Return whether the words must have left the server when it could know of the hiding `sequence`.

    They did when the message holds the hiding itself or something later, and when they answer what was asked
    after the hiding was acknowledged. An answer to an earlier question may be on its way for as long as the
    machine is slow.

    A push answers a question that may be old, so two more things must be known, and no clock says them. The
    process had read the hiding: on a connection begun later it sent what comes after it. And the push was
    sent after that: a pulse that left after that message had come was answered before the push.
    """
    if sight.through >= sequence or sight.asked > at:
        return True
    line = sight.line
    return line is not None and any(
        other.server == line.server
        and line.opened < other.begun
        and sequence <= after
        and came < line.answered
        for other, after, came in pushed
    )


def stale(record: Record, screen: dict[int, tuple[str, bool]]) -> int:
    """Count the posts whose last fragment shows something else than the database."""
    found = 0
    for number, marks in record.screen.items():
        mark, hidden = screen[number]
        shown = set(marks)
        if hidden and record.audience == "member":
            found += bool(shown)
        elif mark and not (hidden and not shown):  # what managers see of hidden posts is the site's affair
            found += shown != {mark}
    return found


def notes_of(folder: Path) -> list[dict[str, Any]]:
    """Read what the writers wrote down; a line cut off by the end is no note."""
    notes = []
    for path in sorted(folder.glob("written-*.jsonl")):
        for line in path.read_text().splitlines():
            try:
                notes.append(json.loads(line))
            except ValueError:
                continue
    return notes


def marks_in(body: str) -> list[str]:
    """Return the marks of a text."""
    return MARK.findall(body)
