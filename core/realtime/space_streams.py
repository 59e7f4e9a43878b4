"""What a process knows of one space: each new event read once, rendered once for each group of readers."""

import asyncio
import logging
from collections import OrderedDict
from typing import TYPE_CHECKING

from django.utils import timezone

from core.realtime import event_reader
from core.realtime.batching import next_batch
from core.realtime.connections import AGAIN
from core.realtime.models import Space

if TYPE_CHECKING:
    from core.realtime.connections import Subscription
    from core.realtime.hub import Hub

logger = logging.getLogger("core.realtime")
KEPT = 64  # encoded batches a group keeps for sockets that are a little behind
KEPT_LETTERS = 2_000_000  # and how long they may be together


class Group:
    """The readers of a space who get the same text: one language, one audience.

    `batches` maps a cursor to (through, text), the message for whoever stands at that cursor. One that shows
    what has changed since is kept no more: what was hidden must not be had by an old cursor.
    """

    def __init__(self, language: str, audience: str) -> None:
        self.language, self.audience = language, audience
        self.subscriptions: set[Subscription] = set()
        self.batches: OrderedDict[int, tuple[int, str]] = OrderedDict()
        self._subjects: dict[int, set[int]] = {}
        self.readings: dict[tuple[int, int], asyncio.Task[tuple[int, str]]] = {}
        self._letters = 0

    def keep(self, batch: event_reader.Batch, text: str) -> None:
        """Keep a batch for those who come for it; the oldest make room.

        What was kept about the same subjects goes: whoever comes late is shown them as they are now, and
        nothing that has been hidden since.
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

    def keep_nothing(self) -> None:
        """Forget all batches: something changed, and this group was not told what."""
        for after in list(self.batches):
            self._drop(after)

    def _drop(self, after: int) -> None:
        self._letters -= len(self.batches.pop(after)[1])
        del self._subjects[after]


Fetched = tuple[event_reader.Batch, dict[tuple[str, str], str], tuple[int, set[int]]]


def fetch(space: Space, after: int, groups: list[tuple[str, str]], access_after: int) -> Fetched:
    """Read the batch after a cursor, render it for each (language, audience), then ask whose rights changed.

    In this order: an event written after a removal is read together with the removal.
    """
    batch = next_batch(space, after)
    texts = {
        (language, audience): event_reader.encode(event_reader.message(space, batch, audience, language))
        for language, audience in groups
    }
    return batch, texts, event_reader.access_changes(access_after)


class Feed:
    """One space in this process: `heard` is known to exist, `through` is read and rendered."""

    def __init__(self, hub: "Hub", space: Space) -> None:
        self.hub, self.space = hub, space
        self.heard = self.through = space.last
        self.rung = False  # since the reading began
        self.groups: dict[tuple[str, str], Group] = {}
        self.present = 0
        self._task: asyncio.Task[None] | None = None

    @property
    def subscriptions(self) -> list["Subscription"]:
        """All who listen."""
        return [each for group in self.groups.values() for each in group.subscriptions]

    @property
    def listened_to(self) -> bool:
        """Whether anybody listens."""
        return any(group.subscriptions for group in self.groups.values())

    def group(self, language: str, audience: str) -> Group:
        """Give the group of these readers, made when it is the first."""
        return self.groups.setdefault((language, audience), Group(language, audience))

    def hear(self, last: int) -> None:
        """Take note that the space has reached `last`, and read it unless somebody is at it."""
        self.heard, self.rung = max(self.heard, last), True
        if self.heard > self.through and (self._task is None or self._task.done()):
            self._task = self.hub.spawn(self._deliver())

    async def _deliver(self) -> None:
        while self.heard > self.through and self.groups:
            try:
                await self._read_on()
            except Exception:
                logger.exception("The events of space %s were not read; again in a moment.", self.space.pk)
                await asyncio.sleep(AGAIN)

    async def _read_on(self) -> None:
        groups, self.rung = list(self.groups), False
        batch, texts, changes = await self.hub.ask(
            fetch, self.space, self.through, groups, self.hub.access_through
        )
        self.hub.apply(changes)
        for key, group in self.groups.items():
            if batch.reset or key not in texts:  # a group that is new since we asked
                group.keep_nothing()
            else:
                group.keep(batch, texts[key])
        self.through = max(self.through, batch.through)
        if not self.rung and not batch.more:  # a ring may promise what is not there
            self.heard = self.through
        if batch.events:
            self.hub.figures.saw_lag(timezone.now() - batch.events[-1].created_at)
        for subscription in self.subscriptions:  # a list: whose line is gone leaves while we go through
            subscription.wake()

    async def batch_after(self, group: Group, cursor: int) -> tuple[int, str]:
        """Return (through, text) for a reader who stands at a cursor nobody kept: read once for all who ask.

        A reading that began before the newest known event is not shared: its text may have been hidden since.
        """
        key = cursor, self.through
        task = group.readings.get(key)
        if task is None:
            task = group.readings[key] = self.hub.spawn(self._read_back(group, cursor))
            task.add_done_callback(lambda _task: group.readings.pop(key, None))
        return await asyncio.shield(task)

    async def _read_back(self, group: Group, cursor: int) -> tuple[int, str]:
        key = group.language, group.audience
        async with self.hub.past:
            started, known = self.through, self.hub.access_through
            batch, texts, changes = await self.hub.ask(fetch, self.space, cursor, [key], known)
        self.hub.apply(changes)
        if not batch.reset and self.through == started:  # else something newer may be about the same subject
            group.keep(batch, texts[key])
        return batch.through, texts[key]
