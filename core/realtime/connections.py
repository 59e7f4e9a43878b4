"""One socket of one person. What it has not been sent yet is not a queue but a cursor for each space."""

import asyncio
import logging
from collections import deque
from collections.abc import Callable, Coroutine
from typing import TYPE_CHECKING, Any

from core.realtime.eager_tasks import begin
from core.realtime.enums import Close
from core.realtime.event_reader import encode

if TYPE_CHECKING:
    from core.realtime.hub import Hub
    from core.realtime.space_streams import Feed, Group

logger = logging.getLogger("core.realtime")
AGAIN = 1.0  # seconds until a failed reading is tried again
NOTES = 100  # answers and notes that may wait for a slow socket
Send = Callable[[str], Coroutine[Any, Any, None]]
End = Callable[[int], Coroutine[Any, Any, None]]


class Subscription:
    """One socket's place in one space and language; `group` is None while the right is being checked.

    Nothing is sent before the feed has read through `fresh_from`, the end of the log when the right was asked
    for: what the feed keeps may be older, and show a text that was hidden before the question.
    """

    def __init__(
        self, outlet: "Outlet", feed: "Feed", language: str, cursor: int, fresh_from: int = 0
    ) -> None:
        self.outlet, self.feed, self.language, self.cursor = outlet, feed, language, cursor
        self.fresh_from = fresh_from
        self.group: Group | None = None

    def wake(self) -> None:
        """Have the socket look for what is new."""
        self.outlet.wake(self)


class Outlet:
    """Writes to one socket, one message at a time, in order.

    `send(text)` writes one text frame and waits while the line is full; `close(code)` closes the socket.
    """

    def __init__(self, hub: "Hub", user_id: int, session_key: str, send: Send, close: End) -> None:
        self.hub, self.user_id, self.session_key = hub, user_id, session_key
        self._send, self._close = send, close
        self.subscriptions: dict[tuple[int, str], Subscription] = {}
        self.notes: deque[str] = deque()
        self.pending: dict[Subscription, None] = {}
        self.heard_at = hub.now()
        self.sending_since: float | None = None
        self.closed = False
        self._writing = False
        self._task: asyncio.Task[None] | None = None

    def holds(self, subscription: Subscription) -> bool:
        """Say whether this is still the socket's place in that space."""
        key = subscription.feed.space.pk, subscription.language
        return self.subscriptions.get(key) is subscription

    def say(self, **content: Any) -> None:
        """Send an answer or a note that stands in no log."""
        if len(self.notes) >= NOTES:
            self.close(Close.SLOW)
            return
        self.notes.append(encode(content))
        self._go_on()

    def wake(self, subscription: Subscription) -> None:
        """Send what this subscription has not had."""
        self.pending[subscription] = None
        self._go_on()

    def close(self, code: Close) -> None:
        """Stop writing and close the socket; a second call does nothing."""
        if not self.closed:
            self.stop()
            self.hub.figures.closed(code)
            self.hub.spawn(self._close(code))

    def stop(self) -> None:
        """Stop writing: the socket is gone, or about to go."""
        self.closed = True
        if self._task:
            self._task.cancel()
        self.hub.leave(self)

    def _go_on(self) -> None:
        """Write what there is: here and now as long as the line takes it, else in a task that can wait.

        Waking a task for each of a thousand sockets would take as long as the writing itself.
        """
        if self._writing or self.closed:
            return
        self._writing = True
        self._task = begin(self._write(), self.hub.spawn)

    async def _write(self) -> None:
        try:
            while self.notes or self.pending:
                text = self._ready()
                if text is None and self.pending:
                    text = await self._read_back(next(iter(self.pending)))
                if text is not None:
                    self.sending_since = self.hub.now()
                    await self._send(text)
                    self.sending_since = None
                    self.hub.figures.deliveries += 1
        except Exception as error:  # the line is gone, as lines go; the consumer hears of it, too
            logger.debug("A socket could not be written to (%s).", type(error).__name__)
            self.stop()
        finally:
            self._writing = False

    def _ready(self) -> str | None:
        """Give what can be sent now; None when the first that is pending must be read, or none is."""
        if self.notes:
            return self.notes.popleft()
        while self.pending:
            subscription = next(iter(self.pending))
            group, through = subscription.group, subscription.feed.through
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
        """Give what stands at the cursor, in a task: it takes the turn of its person, and waits for it."""
        group, cursor = subscription.group, subscription.cursor
        if group is None:
            return None
        found = await self.hub.spawn(self._read_in_turn(subscription, group))
        if found is None or subscription.group is not group or subscription.cursor != cursor:
            return None  # the right was taken, or the place changed, while we were reading
        subscription.cursor, text = found
        return text

    async def _read_in_turn(self, subscription: Subscription, group: "Group") -> tuple[int, str] | None:
        """Give None when, after the waiting, the right or the place is another, or it cannot be read now."""
        try:
            async with self.hub.turn(self.user_id):
                if subscription.group is not group:
                    return None
                kept = group.batches.get(subscription.cursor)
                return kept or await subscription.feed.batch_after(group, subscription.cursor)
        except Exception:
            self.hub.failed("A socket's missed events were not read; again in a moment.")
            self.pending.pop(subscription, None)  # the other spaces go on
            self.hub.loop.call_later(AGAIN, subscription.wake)
            return None
