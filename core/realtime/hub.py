"""The hub: in each process that holds sockets, the one place that hears rings and reads the log.

A ring only says "look". What is true stands in the database; the hub reads each new event once, renders it
once for each language and audience, and each socket is sent what lies after its own cursor.
All methods run on the event loop of their hub; the database is asked in threads of its own (`ask`).
"""

import asyncio
import logging
from collections.abc import Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any, TypeVar
from uuid import UUID
from weakref import WeakValueDictionary

from django.db import close_old_connections

from core.realtime import event_reader, listener, log, notify, watchdog
from core.realtime.authorization import Admission, admit
from core.realtime.connections import AGAIN, Outlet, Subscription
from core.realtime.enums import Close
from core.realtime.presence import Presence
from core.realtime.rate_meter import Meter
from core.realtime.space_streams import Feed
from core.realtime.stats import Figures

logger = logging.getLogger("core.realtime")
T = TypeVar("T")
PAST = 2  # of the threads, at most, read for those who come back: what is new never waits for them
THREADS = 3  # that read and render; one space never takes more than one for what is new in it
_hubs: dict[asyncio.AbstractEventLoop, "Hub"] = {}


def hub_here() -> "Hub":
    """Give the hub of the running event loop, made and started at the first call."""
    loop = asyncio.get_running_loop()
    if loop not in _hubs:
        for other in [each for each in _hubs if each.is_closed()]:
            _hubs.pop(other).forget()
        _hubs[loop] = Hub(loop)
    return _hubs[loop]


class Hub:
    """The sockets and spaces of one process. `access_through` is its cursor in the site's access changes."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self.now = loop.time
        self.loop = loop
        self.feeds: dict[int, Feed] = {}
        self.people: dict[int, set[Outlet]] = {}
        self.figures = Figures()
        self.swept = asyncio.Event()
        self.meter = Meter(self.now)
        self.presence = Presence(self)
        self.access_space, self.access_through = 0, 0
        self.past = asyncio.Semaphore(PAST)
        self._turns: WeakValueDictionary[int, asyncio.Lock] = WeakValueDictionary()
        self._tasks: set[asyncio.Task[Any]] = set()
        self._threads = ThreadPoolExecutor(THREADS, thread_name_prefix="hub")
        self._started: asyncio.Task[None] | None = None
        self.closing = asyncio.Event()
        notify.listen(self.hear_from_thread)

    async def start(self) -> None:
        """Begin to listen and to sweep; every caller waits until the hub stands."""
        if self._started is None or (self._started.done() and self._started.exception()):
            self._started = self.loop.create_task(self._start())
        await asyncio.shield(self._started)

    async def _start(self) -> None:
        space = await self.ask(log.open_space, log.ACCESS, log.ACCESS_KEY)
        self.access_space, self.access_through = space.pk, space.last
        for work in (listener.listen, watchdog.sweep, watchdog.beat):
            self.spawn(self._keep_up(partial(work, self)))
        self.spawn(self._keep_up(self.presence.keep))

    async def _keep_up(self, work: Callable[[], Coroutine[Any, Any, None]]) -> None:
        """Run what never ends; if it ends all the same, begin it again: nobody else would."""
        while not self.closing.is_set():
            try:
                await work()
            except Exception:
                logger.exception("A work of the hub broke off; it begins again.")
            await asyncio.sleep(AGAIN)

    async def close(self) -> None:
        """Stop everything: tests and the end of a process."""
        _hubs.pop(self.loop, None)
        self.forget()
        self.closing.set()
        while tasks := list(self._tasks):
            for task in tasks:
                task.cancel()
            await asyncio.wait(tasks, timeout=2)  # once is enough; twice would hinder what closes its line

    def forget(self) -> None:
        """Let go of what outlives a loop: the listener and the threads."""
        notify.ignore(self.hear_from_thread)
        self._threads.shutdown(wait=False)

    def spawn(self, work: Coroutine[Any, Any, T]) -> asyncio.Task[T]:
        """Run a coroutine beside us; it is held until it ends, and its error is logged."""
        task = self.loop.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._ended)
        return task

    def _ended(self, task: asyncio.Task[Any]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and (error := task.exception()):
            logger.error("A task of the hub ended.", exc_info=error)

    def failed(self, words: str, *args: Any) -> None:
        """Log what went wrong, with the error that is being handled."""
        logger.warning(words, *args, exc_info=logger.isEnabledFor(logging.DEBUG))

    async def ask(self, function: Callable[..., T], *args: Any) -> T:
        """Call a function that uses the database, in a thread; its connection is given back afterwards."""
        return await self.loop.run_in_executor(self._threads, _with_database, function, args)

    def hear_from_thread(self, space_id: int, last: int) -> None:
        """Take a ring from another thread; a loop that is closing needs none."""
        try:
            self.loop.call_soon_threadsafe(self.hear, space_id, last)
        except RuntimeError:
            notify.ignore(self.hear_from_thread)

    def hear(self, space_id: int, last: int, swept: bool = False) -> None:
        """Take note that a space has reached `last`. A test ring names space 0."""
        if not swept:
            self.figures.heard_ring()
        if space_id == self.access_space and last > self.access_through:
            self.spawn(self._check_access())
        elif feed := self.feeds.get(space_id):
            feed.hear(last)

    def sweep_soon(self) -> None:
        """Have the sweep look now."""
        self.swept.set()

    def allows(self, user_id: int) -> bool:
        """Count one more message of this person; False when they send too many."""
        return self.meter.count(user_id)

    def turn(self, user_id: int) -> asyncio.Lock:
        """Give the lock under which a person's sockets read the past, one after the other."""
        return self._turns.setdefault(user_id, asyncio.Lock())

    def tell(self) -> dict[str, Any]:
        """Give the figures of this process as they are now."""
        outlets = [outlet for sockets in self.people.values() for outlet in sockets]
        return self.figures.as_dict(
            open_sockets=len(outlets),
            subscriptions=sum(len(outlet.subscriptions) for outlet in outlets),
            feeds=len(self.feeds),
        )

    async def _check_access(self) -> None:
        self.apply(await self.ask(event_reader.access_changes, self.access_through))

    def apply(self, changes: tuple[int, set[int]]) -> None:
        """Take the rights that changed: these people's subscriptions rest until they are admitted anew."""
        through, user_ids = changes
        if through <= self.access_through:
            return  # another reading was first
        self.access_through = through
        for user_id in tuple(self.people) if log.EVERYBODY in user_ids else user_ids:
            self.doubt(self.people.get(user_id, ()))

    def doubt(self, outlets: Any) -> None:
        """Send nothing more to these sockets until their rights are asked for again."""
        for outlet in tuple(outlets):
            resting = list(outlet.subscriptions.values())
            for subscription in resting:
                self._take_out(subscription)
            self.spawn(self._readmit(outlet, resting))

    async def _readmit(self, outlet: Outlet, resting: list[Subscription]) -> None:
        """Ask for each right until there is an answer: a place that rests is sent nothing."""
        for place in resting:
            while outlet.holds(place):
                try:
                    await self.follow(outlet, place.feed.space.public_id, place.language, place.cursor, place)
                except Exception:
                    self.failed("A right was not asked for again; once more in a moment.")
                    await asyncio.sleep(AGAIN)
        if not resting and not (await self._admit(UUID(int=0), outlet)).signed_in:
            outlet.close(Close.SIGNED_OUT)

    def enter(self, outlet: Outlet) -> None:
        """Count a socket that opened."""
        self.people.setdefault(outlet.user_id, set()).add(outlet)

    def leave(self, outlet: Outlet) -> None:
        """Forget a socket that is gone, and the spaces only it listened to."""
        for space_id, language in list(outlet.subscriptions):
            self.unfollow(outlet, space_id, language)
        mine = self.people.get(outlet.user_id, set())
        mine.discard(outlet)
        if not mine:
            self.people.pop(outlet.user_id, None)

    async def _admit(self, public_id: UUID, outlet: Outlet) -> Admission:
        """Ask for the right, again when rights changed while we asked."""
        while True:
            seen = self.access_through
            admission = await self.ask(admit, public_id, outlet.user_id, outlet.session_key)
            if self.access_through == seen:
                return admission

    async def follow(
        self, outlet: Outlet, public_id: UUID, language: str, after: int, resting: Subscription | None = None
    ) -> None:
        """Send this socket what happens in a space after a cursor, in a language, or refuse.

        `resting` is the place whose right is asked for again; nothing is done if another has replaced it.
        """
        admission = await self._admit(public_id, outlet)
        if outlet.closed or (resting and not outlet.holds(resting)):
            return
        if not admission.signed_in:
            outlet.close(Close.SIGNED_OUT)
        elif admission.space is None or admission.audience is None:
            self.figures.refused += 1
            self.drop(outlet, public_id, language)
            outlet.say(space=str(public_id), language=language, refused=True)
        else:
            await self._attach(outlet, admission, language, after)

    async def _attach(self, outlet: Outlet, admission: Admission, language: str, after: int) -> None:
        space, audience = admission.space, admission.audience
        assert space is not None
        assert audience is not None
        self.unfollow(outlet, space.pk, language)
        fresh = space.pk not in self.feeds
        feed = self.feeds.setdefault(space.pk, Feed(self, space))
        subscription = Subscription(outlet, feed, language, after, space.last)
        group = feed.group(language, audience)
        group.subscriptions.add(subscription)
        subscription.group = group
        outlet.subscriptions[space.pk, language] = subscription
        if after > max(space.last, feed.through):  # a future that never was: the data is older than the page
            subscription.cursor = space.last
            outlet.say(space=str(space.public_id), language=language, reset=True, through=space.last)
        else:
            head = {"space": str(space.public_id), "language": language, "audience": audience}
            outlet.say(**head, after=after, through=after, events=[])
        subscription.wake()
        self.presence.changed(space.pk)
        feed.hear(max(feed.heard, space.last))
        if feed.present:
            outlet.say(space=str(space.public_id), present=feed.present)
        if fresh:  # a ring between the asking and now was nobody's
            feed.hear(await self.ask(watchdog.last_of, space.pk))

    def drop(self, outlet: Outlet, public_id: UUID, language: str) -> None:
        """Stop sending this socket a space it names by the public id."""
        for space_id, known in list(outlet.subscriptions):
            if known == language and outlet.subscriptions[space_id, known].feed.space.public_id == public_id:
                self.unfollow(outlet, space_id, language)

    def unfollow(self, outlet: Outlet, space_id: int, language: str) -> None:
        """Stop sending this socket a space."""
        if subscription := outlet.subscriptions.pop((space_id, language), None):
            outlet.pending.pop(subscription, None)
            self._take_out(subscription)
            feed = subscription.feed
            if not feed.listened_to and self.feeds.get(space_id) is feed:
                del self.feeds[space_id]
            self.presence.changed(space_id)

    def _take_out(self, subscription: Subscription) -> None:
        if group := subscription.group:
            group.subscriptions.discard(subscription)
            subscription.group = None
            if not group.subscriptions:
                subscription.feed.groups.pop((group.language, group.audience), None)


def _with_database(function: Callable[..., T], args: tuple[Any, ...]) -> T:
    close_old_connections()
    try:
        return function(*args)
    finally:
        close_old_connections()
