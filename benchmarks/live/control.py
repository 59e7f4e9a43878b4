"""The control of the chaos trial: the same log, read with the wrong cursor.

Writers add events to a few spaces as fast as they can, often to two spaces in one transaction. Two readers
poll the same rows: one continues after the highest primary key it saw, the other after the sequence of each
space. Primary keys are set at the insert and become visible at the commit, in another order; so the first
reader must lose rows, and the second none. Django must be set up, on PostgreSQL.
"""

import random
import threading
import time
import uuid
from dataclasses import dataclass, field

from django.db import connection

from core.realtime.log import open_space, sequenced
from core.realtime.models import Event, Space

KIND = "trial.control"


@dataclass
class Reader:
    """The primary keys that a reader with each cursor has seen."""

    by_key: set[int] = field(default_factory=set)
    by_sequence: set[int] = field(default_factory=set)
    last_key: int = 0
    lasts: dict[int, int] = field(default_factory=dict)

    def look(self, spaces: list[int]) -> None:
        """Poll once with each cursor."""
        fresh = Event.objects.filter(space__in=spaces, pk__gt=self.last_key)
        if found := list(fresh.order_by("pk").values_list("pk", flat=True)):
            self.by_key.update(found)
            self.last_key = found[-1]
        for space in spaces:
            later = Event.objects.filter(space=space, sequence__gt=self.lasts.get(space, 0))
            for pk, sequence in later.order_by("sequence").values_list("pk", "sequence"):
                self.by_sequence.add(pk)
                self.lasts[space] = sequence


@dataclass(frozen=True)
class Losses:
    """How many rows there were, and how many each cursor never saw."""

    rows: int
    by_key: int
    by_sequence: int

    @property
    def percent(self) -> float:
        """The share the primary key lost."""
        return 100 * self.by_key / max(self.rows, 1)


def _write(spaces: list[Space], seed: int, until: float) -> None:
    rng = random.Random(seed)
    try:
        while time.monotonic() < until:
            with sequenced() as log:
                for space in rng.sample(spaces, rng.choice((1, 2))):
                    log.add(space, "control", subject=1)
    finally:
        connection.close()


def measure(seconds: float, writers: int = 6, rounds: int = 5) -> Losses:
    """Run the control, again until the key as cursor loses rows; return the losses of the last round."""
    for _round in range(rounds):
        losses = _measure_once(seconds, writers)
        if losses.by_key or losses.by_sequence:
            break
    return losses


def _measure_once(seconds: float, writers: int) -> Losses:
    spaces = [open_space(KIND, uuid.uuid4()) for _each in range(4)]
    ids, reader, until = [space.pk for space in spaces], Reader(), time.monotonic() + seconds
    threads = [threading.Thread(target=_write, args=(spaces, n, until)) for n in range(writers)]
    for thread in threads:
        thread.start()
    while any(thread.is_alive() for thread in threads):
        reader.look(ids)
    reader.look(ids)
    rows = set(Event.objects.filter(space__in=ids).values_list("pk", flat=True))
    return Losses(len(rows), len(rows - reader.by_key), len(rows - reader.by_sequence))
