"""Tasks and database questions of one event loop: what runs beside the sockets is started and held here."""

import asyncio
import logging
from collections.abc import Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar
from weakref import WeakValueDictionary

from django.db import close_old_connections

from core.realtime.stats import Stats

logger = logging.getLogger("core.realtime")
T = TypeVar("T")
RETRY_DELAY = 1.0  # seconds until something that failed is tried again
CATCH_UPS = 2  # of the threads, at most, read for those who reconnect: new events never wait for them
THREADS = 3  # that read and render; one space never uses more than one for its new events


class Runner:
    """Starts tasks and holds them until they end; calls functions that use the database in its threads."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self.loop, self.now = loop, loop.time
        self.stats = Stats()
        self.closing = asyncio.Event()
        self.catch_ups = asyncio.Semaphore(CATCH_UPS)
        self._turns: WeakValueDictionary[int, asyncio.Lock] = WeakValueDictionary()
        self._tasks: set[asyncio.Task[Any]] = set()
        self._threads = ThreadPoolExecutor(THREADS, thread_name_prefix="hub")

    def spawn(self, work: Coroutine[Any, Any, T]) -> asyncio.Task[T]:
        """Start a task; it is held until it ends, and its error is logged."""
        task = self.loop.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._ended)
        return task

    def _ended(self, task: asyncio.Task[Any]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and (error := task.exception()):
            logger.error("A task of the hub ended.", exc_info=error)

    def keep_running(self, work: Callable[[], Coroutine[Any, Any, None]]) -> None:
        """Start a task that never ends; when it ends all the same, it is started again."""
        self.spawn(self._keep_running(work))

    async def _keep_running(self, work: Callable[[], Coroutine[Any, Any, None]]) -> None:
        while not self.closing.is_set():
            try:
                await work()
            except Exception:
                logger.exception("A task of the hub failed; it is started again.")
            await asyncio.sleep(RETRY_DELAY)

    async def ask(self, function: Callable[..., T], *args: Any) -> T:
        """Call a function that uses the database, in a thread; its connection is given back afterwards."""
        return await self.loop.run_in_executor(self._threads, _with_database, function, args)

    def failed(self, message: str, *args: Any) -> None:
        """Log what went wrong, with the error that is being handled."""
        logger.warning(message, *args, exc_info=logger.isEnabledFor(logging.DEBUG))

    def turn(self, user_id: int) -> asyncio.Lock:
        """Return the lock under which the sockets of one person read missed events, one after the other."""
        return self._turns.setdefault(user_id, asyncio.Lock())

    async def close(self) -> None:
        """Cancel all tasks and end the threads."""
        self.shut_down_threads()
        self.closing.set()
        while tasks := list(self._tasks):
            for task in tasks:
                task.cancel()
            await asyncio.wait(
                tasks, timeout=2
            )  # cancel once: a second time would stop the closing of a socket

    def shut_down_threads(self) -> None:
        """End the threads, which outlive the event loop."""
        self._threads.shutdown(wait=False)


def _with_database(function: Callable[..., T], args: tuple[Any, ...]) -> T:
    close_old_connections()
    try:
        return function(*args)
    finally:
        close_old_connections()
