"""What a space's stream and a socket's writer share: the subscription, and the group it reads with."""

import asyncio
from collections import OrderedDict
from typing import Protocol

from core.realtime.event_reader import Batch
from core.realtime.models import Space

KEPT = 64  # encoded batches that a group keeps for sockets that are a little behind
KEPT_LETTERS = 2_000_000  # and their length together, at most


class AudienceGroup:
    """The readers of a space who are sent the same text: one language, one audience.

    `batches` maps a cursor to (through, text), the message for a reader at that cursor. A batch that shows
    a subject which changed since is dropped: what was hidden must not be sent to an old cursor.
    """

    def __init__(self, language: str, audience: str) -> None:
        self.language, self.audience = language, audience
        self.subscriptions: set[Subscription] = set()
        self.batches: OrderedDict[int, tuple[int, str]] = OrderedDict()
        self.readings: dict[tuple[int, int], asyncio.Task[tuple[int, str]]] = {}
        self._subjects: dict[int, set[int]] = {}
        self._letters = 0

    def keep(self, batch: Batch, text: str) -> None:
        """Keep a batch for readers who come for it; drop the oldest ones, and those about the same subjects.

        A reader who comes late is shown these subjects as they are now, and nothing that was hidden since.
        """
        subjects = {event.subject for event in batch.events}
        for after in [
            each for each, known in self._subjects.items() if known & subjects or each == batch.after
        ]:
            self._drop(after)
        self.batches[batch.after] = batch.through, text
        self._subjects[batch.after] = subjects
        self._letters += len(text)
        while len(self.batches) > KEPT or (self._letters > KEPT_LETTERS and len(self.batches) > 1):
            self._drop(next(iter(self.batches)))

    def drop_all(self) -> None:
        """Drop all batches: something changed that this group has not read."""
        for after in list(self.batches):
            self._drop(after)

    def _drop(self, after: int) -> None:
        self._letters -= len(self.batches.pop(after)[1])
        del self._subjects[after]


class Writer(Protocol):
    """What a subscription needs of its socket."""

    user_id: int

    def wake(self, subscription: "Subscription") -> None:
        """Send what this subscription has not been sent."""


class Stream(Protocol):
    """What a subscription needs of its space."""

    space: Space
    delivered_seq: int
    groups: dict[tuple[str, str], AudienceGroup]

    @property
    def has_readers(self) -> bool:
        """Return whether anybody reads."""

    async def batch_after(self, group: AudienceGroup, cursor: int) -> tuple[int, str]:
        """Return (through, text) for a reader at the cursor."""


class Subscription:
    """A socket's place in one space and language; `group` is None while the right is being checked.

    Nothing is sent before the stream has read through `fresh_from`, the end of the log when the right was
    checked: kept batches may be older, and show a text that was hidden before the check.
    """

    def __init__(
        self, writer: Writer, stream: Stream, language: str, cursor: int, fresh_from: int = 0
    ) -> None:
        self.writer, self.stream, self.language, self.cursor = writer, stream, language, cursor
        self.fresh_from = fresh_from
        self.group: AudienceGroup | None = None

    def wake(self) -> None:
        """Make the socket look for what is new."""
        self.writer.wake(self)
