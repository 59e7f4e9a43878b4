"""The hub: in each process that holds sockets, the one place that is notified and reads the log.

A notification only says that there is something to read. The hub reads each new event from the database once,
renders it once for each language and audience, and each socket is sent what lies after its own cursor.
All methods run on the event loop of the hub; the database is asked in threads (`runner.ask`).
`core.realtime.runtime` starts the listener and the periodic work.
"""

import asyncio
from collections.abc import Iterable
from typing import Any
from uuid import UUID

from core.realtime import event_reader, log, notify
from core.realtime.authorization import AccessCursor, Admission, admit
from core.realtime.connections import SocketWriter
from core.realtime.enums import Close
from core.realtime.presence import Presence
from core.realtime.rate_meter import Meter
from core.realtime.runner import RETRY_DELAY, Runner
from core.realtime.space_streams import SpaceStream
from core.realtime.subscriptions import Subscription


class Hub:
    """The sockets (`people`, by user id) and the spaces (`streams`, by id) of one process."""

    def __init__(self, runner: Runner) -> None:
        self.runner = runner
        self.streams: dict[int, SpaceStream] = {}
        self.people: dict[int, set[SocketWriter]] = {}
        self.access = AccessCursor(self._on_access_change)
        self.meter = Meter(runner.now)
        self.presence = Presence(self.streams)
        self.sweep_requested = asyncio.Event()
        notify.listen(self.on_notify_from_thread)

    async def prepare(self) -> None:
        """Read how far the access changes of the site are."""
        space = await self.runner.ask(log.open_space, log.ACCESS, log.ACCESS_KEY)
        self.access.space_id, self.access.cursor = space.pk, space.last

    async def close(self) -> None:
        """Stop everything: tests and the end of a process."""
        self.forget()
        await self.runner.close()

    def forget(self) -> None:
        """Release what outlives an event loop: the listener and the threads."""
        notify.ignore(self.on_notify_from_thread)
        self.runner.shut_down_threads()

    def on_notify_from_thread(self, space_id: int, latest_seq: int) -> None:
        """Take a notification from another thread; a loop that is closing needs none."""
        try:
            self.runner.loop.call_soon_threadsafe(self.on_notify, space_id, latest_seq)
        except RuntimeError:
            notify.ignore(self.on_notify_from_thread)

    def on_notify(self, space_id: int, latest_seq: int, swept: bool = False) -> None:
        """Record that a space has reached a sequence. A test notification names space 0."""
        if not swept:
            self.runner.stats.record_notification()
        if space_id == self.access.space_id and latest_seq > self.access.cursor:
            self.runner.spawn(self._read_access_changes())
        elif stream := self.streams.get(space_id):
            stream.on_notify(latest_seq)

    def request_sweep(self) -> None:
        """Run the periodic sweep now."""
        self.sweep_requested.set()

    def current_stats(self) -> dict[str, Any]:
        """Return the stats of this process as they are now."""
        writers = [writer for sockets in self.people.values() for writer in sockets]
        return self.runner.stats.as_dict(
            open_sockets=len(writers),
            subscriptions=sum(len(writer.subscriptions) for writer in writers),
            streams=len(self.streams),
        )

    async def _read_access_changes(self) -> None:
        self.access.apply(await self.runner.ask(event_reader.access_changes, self.access.cursor))

    def _on_access_change(self, user_ids: set[int]) -> None:
        for user_id in tuple(self.people) if log.EVERYBODY in user_ids else user_ids:
            self.recheck_access(self.people.get(user_id, ()))

    def recheck_access(self, writers: Iterable[SocketWriter]) -> None:
        """Send nothing more to these sockets until their access is checked again."""
        for writer in tuple(writers):
            paused = list(writer.subscriptions.values())
            for subscription in paused:
                self._leave_group(subscription)
            self.runner.spawn(self._readmit(writer, paused))

    async def _readmit(self, writer: SocketWriter, paused: list[Subscription]) -> None:
        """Check access to each space until there is an answer: a paused subscription is sent nothing."""
        for place in paused:
            while writer.holds(place):
                try:
                    public_id = place.stream.space.public_id
                    await self.follow(writer, public_id, place.language, place.cursor, place)
                except Exception:
                    self.runner.failed("Access could not be checked again; it is retried in a moment.")
                    await asyncio.sleep(RETRY_DELAY)
        if not paused and not (await self._admit(UUID(int=0), writer)).signed_in:
            writer.close(Close.SIGNED_OUT)

    def add_socket(self, writer: SocketWriter) -> None:
        """Count a socket that opened."""
        self.people.setdefault(writer.user_id, set()).add(writer)

    def remove_socket(self, writer: SocketWriter) -> None:
        """Forget a socket that is gone, and the spaces that only it read."""
        for space_id, language in list(writer.subscriptions):
            self.unfollow(writer, space_id, language)
        mine = self.people.get(writer.user_id, set())
        mine.discard(writer)
        if not mine:
            self.people.pop(writer.user_id, None)

    async def _admit(self, public_id: UUID, writer: SocketWriter) -> Admission:
        """Check the access, again when access changed while we checked."""
        while True:
            seen = self.access.cursor
            admission = await self.runner.ask(admit, public_id, writer.user_id, writer.session_key)
            if self.access.cursor == seen:
                return admission

    async def follow(
        self,
        writer: SocketWriter,
        public_id: UUID,
        language: str,
        after: int,
        paused: Subscription | None = None,
    ) -> None:
        """Send this socket what happens in a space after a cursor, in a language, or refuse.

        `paused` is the subscription whose access is checked again; nothing is done if another replaced it.
        """
        admission = await self._admit(public_id, writer)
        if writer.closed or (paused and not writer.holds(paused)):
            return
        if not admission.signed_in:
            writer.close(Close.SIGNED_OUT)
        elif admission.space is None or admission.audience is None:
            self.runner.stats.refused += 1
            self.drop(writer, public_id, language)
            writer.say(space=str(public_id), language=language, refused=True)
        else:
            await self._attach(writer, admission, language, after)

    async def _attach(self, writer: SocketWriter, admission: Admission, language: str, after: int) -> None:
        space, audience = admission.space, admission.audience
        assert space is not None
        assert audience is not None
        self.unfollow(writer, space.pk, language)
        is_first = space.pk not in self.streams
        stream = self.streams.setdefault(space.pk, SpaceStream(self.runner, self.access, space))
        subscription = Subscription(writer, stream, language, after, space.last)
        group = stream.group(language, audience)
        group.subscriptions.add(subscription)
        subscription.group = group
        writer.subscriptions[space.pk, language] = subscription
        if after > max(
            space.last, stream.delivered_seq
        ):  # the page knows more than the data: a restored backup
            subscription.cursor = space.last
            writer.say(space=str(space.public_id), language=language, reset=True, through=space.last)
        else:
            head = {"space": str(space.public_id), "language": language, "audience": audience}
            writer.say(**head, after=after, through=after, events=[])
        subscription.wake()
        self.presence.changed(space.pk)
        stream.on_notify(max(stream.latest_seq, space.last))
        if stream.present:
            writer.say(space=str(space.public_id), present=stream.present)
        if is_first:  # a notification between the check and now reached no stream
            stream.on_notify(await self.runner.ask(event_reader.last_sequence_of, space.pk))

    def drop(self, writer: SocketWriter, public_id: UUID, language: str) -> None:
        """Stop sending this socket a space, named by its public id."""
        for space_id, known in list(writer.subscriptions):
            space = writer.subscriptions[space_id, known].stream.space
            if known == language and space.public_id == public_id:
                self.unfollow(writer, space_id, language)

    def unfollow(self, writer: SocketWriter, space_id: int, language: str) -> None:
        """Stop sending this socket a space."""
        if subscription := writer.subscriptions.pop((space_id, language), None):
            writer.pending.pop(subscription, None)
            self._leave_group(subscription)
            stream = subscription.stream
            if not stream.has_readers and self.streams.get(space_id) is stream:
                del self.streams[space_id]
            self.presence.changed(space_id)

    def _leave_group(self, subscription: Subscription) -> None:
        if group := subscription.group:
            group.subscriptions.discard(subscription)
            subscription.group = None
            if not group.subscriptions:
                subscription.stream.groups.pop((group.language, group.audience), None)
