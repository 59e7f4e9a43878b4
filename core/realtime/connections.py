"""The writer of one socket. What it has not been sent yet is not a queue but a cursor for each space."""

import asyncio
import logging
from collections import deque
from collections.abc import Callable, Coroutine
from typing import Any

from core.realtime.eager_tasks import begin
from core.realtime.enums import Close
from core.realtime.event_reader import encode
from core.realtime.runner import RETRY_DELAY, Runner
from core.realtime.subscriptions import AudienceGroup, Subscription

logger = logging.getLogger("core.realtime")
NOTES = 100  # answers and notes that may wait for a slow socket
Send = Callable[[str], Coroutine[Any, Any, None]]
End = Callable[[int], Coroutine[Any, Any, None]]


class SocketWriter:
    """Writes to one socket, one message at a time, in order.

    `send(text)` writes one text frame and waits while the connection is full; `close(code)` closes it.
    `on_stop(writer)` is called once, when nothing more is written.
    """

    def __init__(
        self,
        runner: Runner,
        user_id: int,
        session_key: str,
        *,
        send: Send,
        close: End,
        on_stop: Callable[["SocketWriter"], None],
    ) -> None:
        self.runner, self.user_id, self.session_key = runner, user_id, session_key
        self._send, self._close, self._on_stop = send, close, on_stop
        self.subscriptions: dict[tuple[int, str], Subscription] = {}
        self.notes: deque[str] = deque()
        self.pending: dict[Subscription, None] = {}
        self.heard_at = runner.now()
        self.sending_since: float | None = None
        self.closed = False
        self._writing = False
        self._task: asyncio.Task[None] | None = None

    def holds(self, subscription: Subscription) -> bool:
        """Return whether this is still the socket's place in that space."""
        key = subscription.stream.space.pk, subscription.language
        return self.subscriptions.get(key) is subscription

    def say(self, **content: Any) -> None:
        """Send an answer or a note that is not in the log."""
        if len(self.notes) >= NOTES:
            self.close(Close.SLOW)
            return
        self.notes.append(encode(content))
        self._write_soon()

    def wake(self, subscription: Subscription) -> None:
        """Send what this subscription has not had."""
        self.pending[subscription] = None
        self._write_soon()

    def close(self, code: Close) -> None:
        """Stop writing and close the socket; a second call does nothing."""
        if not self.closed:
            self.stop()
            self.runner.stats.record_close(code)
            self.runner.spawn(self._close(code))

    def stop(self) -> None:
        """Stop writing: the socket is gone, or about to go."""
        self.closed = True
        if self._task:
            self._task.cancel()
        self._on_stop(self)

    def _write_soon(self) -> None:
        """Write what there is: at once as long as the connection takes it, else in a task that can wait.

        Waking a task for each of a thousand sockets would take as long as the writing itself.
        """
        if self._writing or self.closed:
            return
        self._writing = True
        self._task = begin(self._write(), self.runner.spawn)

    async def _write(self) -> None:
        try:
            while self.notes or self.pending:
                text = self._ready()
                if text is None and self.pending:
                    text = await self._read_back(next(iter(self.pending)))
                if text is not None:
                    self.sending_since = self.runner.now()
                    await self._send(text)
                    self.sending_since = None
                    self.runner.stats.deliveries += 1
        except Exception as error:  # the connection is gone; the consumer is closed, too
            logger.debug("A socket could not be written to (%s).", type(error).__name__)
            self.stop()
        finally:
            self._writing = False

    def _ready(self) -> str | None:
        """Return what can be sent now; None when the first that is pending must be read, or none is."""
        if self.notes:
            return self.notes.popleft()
        while self.pending:
            subscription = next(iter(self.pending))
            group, through = subscription.group, subscription.stream.delivered_seq
            if group is None or through <= subscription.cursor or through < subscription.fresh_from:
                del self.pending[subscription]
                continue
            if kept := group.batches.get(subscription.cursor):
                subscription.cursor, text = kept
                if subscription.cursor >= through:
                    del self.pending[subscription]
                return text
            return None
        return None

    async def _read_back(self, subscription: Subscription) -> str | None:
        """Return the message at the cursor, read in a task that waits for the turn of its person."""
        group, cursor = subscription.group, subscription.cursor
        if group is None:
            return None
        found = await self.runner.spawn(self._read_in_turn(subscription, group))
        if found is None or subscription.group is not group or subscription.cursor != cursor:
            return None  # access or cursor changed while we were reading
        subscription.cursor, text = found
        return text

    async def _read_in_turn(self, subscription: Subscription, group: AudienceGroup) -> tuple[int, str] | None:
        """Return None when, after the waiting, access or cursor are others, or it cannot be read now."""
        try:
            async with self.runner.turn(self.user_id):
                if subscription.group is not group:
                    return None
                kept = group.batches.get(subscription.cursor)
                return kept or await subscription.stream.batch_after(group, subscription.cursor)
        except Exception:
            self.runner.failed("A socket's missed events were not read; again in a moment.")
            self.pending.pop(subscription, None)  # the other spaces go on
            self.runner.loop.call_later(RETRY_DELAY, subscription.wake)
            return None
