"""Starts the hub of each event loop in a process that holds sockets, its listener and its periodic work."""

import asyncio
from functools import partial

from core.realtime import listener, watchdog
from core.realtime.hub import Hub
from core.realtime.runner import Runner

_runtimes: dict[asyncio.AbstractEventLoop, "Runtime"] = {}


class Runtime:
    """The hub of one event loop, and the task that starts its work."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self.hub = Hub(Runner(loop))
        self._started: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Start the listener and the periodic work; every caller waits until the hub is ready."""
        if self._started is None or (self._started.done() and self._started.exception()):
            self._started = asyncio.get_running_loop().create_task(self._start())
        await asyncio.shield(self._started)

    async def _start(self) -> None:
        await self.hub.prepare()
        for work in (listener.listen, watchdog.sweep, watchdog.beat):
            self.hub.runner.keep_running(partial(work, self.hub))
        self.hub.runner.keep_running(self.hub.presence.keep)


def _runtime() -> Runtime:
    loop = asyncio.get_running_loop()
    if loop not in _runtimes:
        for other in [each for each in _runtimes if each.is_closed()]:
            _runtimes.pop(other).hub.forget()
        _runtimes[loop] = Runtime(loop)
    return _runtimes[loop]


def current_hub() -> Hub:
    """Return the hub of the running event loop, made at the first call."""
    return _runtime().hub


async def start() -> Hub:
    """Return the hub of the running event loop, at work."""
    runtime = _runtime()
    await runtime.start()
    return runtime.hub


async def close() -> None:
    """Stop the hub of the running event loop, if there is one."""
    if runtime := _runtimes.pop(asyncio.get_running_loop(), None):
        await runtime.hub.close()
