"""What a process knows of one space: each new event read once, rendered once for each group of readers."""

import asyncio
import logging

from django.utils import timezone

from core.realtime import event_reader
from core.realtime.authorization import AccessCursor
from core.realtime.batching import next_batch
from core.realtime.models import Space
from core.realtime.runner import RETRY_DELAY, Runner
from core.realtime.subscriptions import AudienceGroup, Subscription

logger = logging.getLogger("core.realtime")
Fetched = tuple[event_reader.Batch, dict[tuple[str, str], str], tuple[int, set[int]]]


def fetch(space: Space, after: int, groups: list[tuple[str, str]], access_after: int) -> Fetched:
    """Read the batch after a cursor, render it for each (language, audience), then read whose access changed.

    In this order: an event written after a removal is read together with the removal.
    """
    batch = next_batch(space, after)
    texts = {
        (language, audience): event_reader.encode(event_reader.message(space, batch, audience, language))
        for language, audience in groups
    }
    return batch, texts, event_reader.access_changes(access_after)


class SpaceStream:
    """One space in this process: `latest_seq` is known to exist, `delivered_seq` is read and rendered."""

    def __init__(self, runner: Runner, access: AccessCursor, space: Space) -> None:
        self.runner, self.access, self.space = runner, access, space
        self.latest_seq = self.delivered_seq = space.last
        self.notified = False  # since the reading began
        self.groups: dict[tuple[str, str], AudienceGroup] = {}
        self.present = 0
        self._task: asyncio.Task[None] | None = None

    @property
    def subscriptions(self) -> list[Subscription]:
        """Return the subscriptions of all groups."""
        return [each for group in self.groups.values() for each in group.subscriptions]

    @property
    def has_readers(self) -> bool:
        """Return whether anybody reads."""
        return any(group.subscriptions for group in self.groups.values())

    def group(self, language: str, audience: str) -> AudienceGroup:
        """Return the group of these readers, made when it is the first."""
        return self.groups.setdefault((language, audience), AudienceGroup(language, audience))

    def on_notify(self, latest_seq: int) -> None:
        """Record that the space has reached a sequence, and read up to it unless a task does so already."""
        self.latest_seq, self.notified = max(self.latest_seq, latest_seq), True
        if self.latest_seq > self.delivered_seq and (self._task is None or self._task.done()):
            self._task = self.runner.spawn(self._deliver())

    async def _deliver(self) -> None:
        while self.latest_seq > self.delivered_seq and self.groups:
            try:
                await self._read_on()
            except Exception:
                logger.exception("The events of space %s were not read; again in a moment.", self.space.pk)
                await asyncio.sleep(RETRY_DELAY)

    async def _read_on(self) -> None:
        groups, self.notified = list(self.groups), False
        batch, texts, changes = await self.runner.ask(
            fetch, self.space, self.delivered_seq, groups, self.access.cursor
        )
        self.access.apply(changes)
        for key, group in self.groups.items():
            if batch.reset or key not in texts:  # a group that is new since we asked
                group.drop_all()
            else:
                group.keep(batch, texts[key])
        self.delivered_seq = max(self.delivered_seq, batch.through)
        if not self.notified and not batch.more:  # a notification may promise what is not there
            self.latest_seq = self.delivered_seq
        if batch.events:
            self.runner.stats.record_lag(timezone.now() - batch.events[-1].created_at)
        for subscription in self.subscriptions:  # a list: a socket that breaks is removed while we go through
            subscription.wake()

    async def batch_after(self, group: AudienceGroup, cursor: int) -> tuple[int, str]:
        """Return (through, text) for a reader at a cursor that is not kept: read once for all who ask.

        A reading that began before the newest known event is not shared: its text may have been hidden since.
        """
        key = cursor, self.delivered_seq
        task = group.readings.get(key)
        if task is None:
            task = group.readings[key] = self.runner.spawn(self._read_back(group, cursor))
            task.add_done_callback(lambda _task: group.readings.pop(key, None))
        return await asyncio.shield(task)

    async def _read_back(self, group: AudienceGroup, cursor: int) -> tuple[int, str]:
        key = group.language, group.audience
        async with self.runner.catch_ups:
            started, known = self.delivered_seq, self.access.cursor
            batch, texts, changes = await self.runner.ask(fetch, self.space, cursor, [key], known)
        self.access.apply(changes)
        if (
            not batch.reset and self.delivered_seq == started
        ):  # else something newer may change the same subject
            group.keep(batch, texts[key])
        return batch.through, texts[key]
