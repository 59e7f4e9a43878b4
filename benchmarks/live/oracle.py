"""The oracle of a trial: what each client was sent must equal the committed rows."""

import json
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, field
from itertools import pairwise
from pathlib import Path
from typing import Any

from benchmarks.live.actions import MARK
from benchmarks.live.clients import ConnectionState, Record, SeenMark

Row = tuple[int, str]
Pushed = list[tuple[ConnectionState, int, float]]


@dataclass
class Verdict:
    """The number of errors of each kind; all but `deliveries` must be 0."""

    deliveries: int = 0
    lost: int = 0  # events below a client's cursor that it was never sent
    not_caught_up: int = 0  # clients' spaces whose cursor was behind when the trial ended
    duplicates: int = 0
    disordered: int = 0
    strangers: int = 0  # events that equal no committed row
    wrong_starts: int = 0  # messages that did not begin at the client's cursor
    resets: int = 0
    leaks: int = 0  # a hidden post's words: see `_is_leak`
    stale: int = (
        0  # posts whose last fragment does not show their last version, for clients that have caught up
    )
    gaps: int = 0  # in the committed sequences, or in the numbers of posts
    posts_missing: int = 0  # acknowledged, but missing
    posts_twice: int = 0
    jobs_undone: int = 0
    not_arrived: int = 0  # events above the cursors of those that had not caught up
    in_flight: int = 0  # text that arrived after its hiding was acknowledged, and may have been sent before
    latest_in_flight: float = 0.0  # seconds
    trouble: dict[str, int] = field(default_factory=dict)

    def wrong(self) -> dict[str, int]:
        """Return the figures that should be 0 but are not."""
        right = ("deliveries", "not_arrived", "in_flight", "latest_in_flight", "trouble")
        return {name: value for name, value in asdict(self).items() if name not in right and value}


def compare(got: Sequence[Row], due: Sequence[Row], cursor: int) -> Verdict:
    """Compare the received events, in the order of arrival, with the expected rows.

    Events above the client's cursor had not arrived yet; missing events below it are lost.
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
class CommittedRows:
    """The committed rows: events by space, permanent hidings by mark, the present marks of each post."""

    events: dict[str, list[Row]]
    gone: dict[str, tuple[int, float]]  # mark -> (sequence of the hiding, when it was acknowledged)
    screens: dict[str, dict[int, tuple[str, bool]]]  # space -> number -> (mark, hidden)


def judge(records: Iterable[Record], rows: CommittedRows) -> Verdict:
    """Return the errors of all clients and spaces."""
    total, records = Verdict(), list(records)
    pushed: dict[str, Pushed] = {}
    for record in records:
        pushed.setdefault(record.space, []).extend(record.pushed)
    for record in records:
        due = rows.events[record.space]
        found = compare(record.got, due[bisect_right(due, (record.start, "￿")) :], record.cursor)
        for name in ("deliveries", "lost", "not_arrived", "duplicates", "disordered", "strangers"):
            setattr(total, name, getattr(total, name) + getattr(found, name))
        total.wrong_starts += record.wrong_starts
        total.resets += record.resets
        look_for_hidden(record, rows.gone, pushed[record.space], total)
        if due and record.cursor < due[-1][0]:
            total.not_caught_up += 1
        else:
            total.stale += stale(record, rows.screens[record.space])
    return total


def look_for_hidden(
    record: Record, gone: dict[str, tuple[int, float]], pushed: Pushed, total: Verdict
) -> None:
    """Count texts seen after they were hidden for good; `pushed` is what all clients of the space got."""
    if record.audience != "member":
        return
    for seen in record.seen_marks:
        sequence, at = gone.get(seen.mark.rpartition("-")[0], (None, 0.0))
        if sequence is None:
            continue
        if _is_leak(seen, sequence, at, pushed):
            total.leaks += 1
        elif seen.came > at:
            total.in_flight += 1
            total.latest_in_flight = max(total.latest_in_flight, seen.came - at)


def _is_leak(seen: SeenMark, sequence: int, at: float, pushed: Pushed) -> bool:
    """Return whether the server must have sent the text when it could read the hiding `sequence`.

    It did when the message contains the hiding itself or a later event, and when it is the response to a
    request after the hiding was acknowledged. The response to an earlier request may be delayed on a slow
    machine.

    A push responds to a request that may be old, so two more things must be true, and no clock shows them.
    The process had read the hiding: on a later connection it sent what follows it. And the push was sent
    after that: a pulse sent after that message had arrived got its response before the push.
    """
    if seen.through >= sequence or seen.asked > at:
        return True
    line = seen.line
    return line is not None and any(
        other.server == line.server
        and line.opened < other.begun
        and sequence <= after
        and came < line.answered
        for other, after, came in pushed
    )


def stale(record: Record, screen: dict[int, tuple[str, bool]]) -> int:
    """Count the posts whose last fragment differs from the database."""
    found = 0
    for number, marks in record.screen.items():
        mark, hidden = screen[number]
        shown = set(marks)
        if hidden and record.audience == "member":
            found += bool(shown)
        elif mark and not (hidden and not shown):  # what managers see of hidden posts is not checked here
            found += shown != {mark}
    return found


def notes_of(folder: Path) -> list[dict[str, Any]]:
    """Return what the writers recorded; an incomplete last line is skipped."""
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
