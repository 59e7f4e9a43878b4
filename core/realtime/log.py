"""Writing to the log: the counter of a space is taken last, inside the transaction of the change itself.

The row of the space stays locked from the counting to the commit, so a sequence is visible only when all
before it are: `sequence > last` loses nothing. A primary key as cursor would: ids commit out of order.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import F

from core.realtime import notify
from core.realtime.models import Event, Space

ACCESS = "core.access"  # the one space in which lost rights are written down
ACCESS_KEY = UUID(int=0)
EVERYBODY = 0  # in the place of a person's id: all sockets are checked again


def open_space(kind: str, key: UUID) -> Space:
    """Return the space of a subject, made when it is not there yet."""
    return Space.objects.get_or_create(kind=kind, key=key)[0]


class Log:
    """Collects the events of one transaction until it ends."""

    def __init__(self) -> None:
        self._events: list[Event] = []

    def add(
        self,
        space: Space | int,
        kind: str,
        *,
        subject: int,
        by: int | None = None,
        payload: dict[str, Any] | None = None,
    ) -> None:
        """Record one event; `payload` holds ids and small facts, never what somebody wrote."""
        space_id = space.pk if isinstance(space, Space) else space
        self._events.append(
            Event(space_id=space_id, kind=kind, subject=subject, by_id=by, payload=payload or {})
        )

    def access_changed(self, user_id: int) -> None:
        """Record that this person, or EVERYBODY, may have lost a right: their sockets are checked again."""
        self.add(open_space(ACCESS, ACCESS_KEY), "access", subject=user_id)

    def write(self) -> None:
        """Count and insert what was noted, spaces in the order of their ids, and ring after the commit."""
        by_space: dict[int, list[Event]] = {}
        for event in self._events:
            by_space.setdefault(event.space_id, []).append(event)
        self._events = []
        for space_id in sorted(by_space):
            last = _count(space_id, by_space[space_id])
            Event.objects.bulk_create(by_space[space_id])
            transaction.on_commit(lambda space_id=space_id, last=last: notify.send(space_id, last))  # type: ignore[misc]


def _count(space_id: int, events: list[Event]) -> int:
    """Take the next sequences for these events; return the last. Space.DoesNotExist when it is gone."""
    Space.objects.filter(pk=space_id).update(last=F("last") + len(events))
    last = Space.objects.values_list("last", flat=True).get(pk=space_id)
    for sequence, event in enumerate(events, start=last - len(events) + 1):
        event.sequence = sequence
    return last


@contextmanager
def sequenced() -> Iterator[Log]:
    """Open the transaction of a change that others see live.

    RuntimeError inside another transaction: the counter's lock would then be held, and the ring be late,
    for as long as a stranger's code likes.
    """
    log = Log()
    with transaction.atomic(durable=True):
        yield log
        log.write()


def access_changed(user_id: int) -> None:
    """Record a lost right in the caller's own transaction, whatever it is (sign-out, suspension, erasure)."""
    with transaction.atomic():
        log = Log()
        log.access_changed(user_id)
        log.write()
