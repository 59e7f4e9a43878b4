"""One run of clients, writers and kills on a running site."""

import asyncio
import os
import random
import time
from pathlib import Path
from typing import Any

from benchmarks.live import committed_rows
from benchmarks.live.clients import PollingClient, Record, SocketClient
from benchmarks.live.cpu_load import load_processes
from benchmarks.live.processes import ForkedProcess, ManagedProcess, listens
from benchmarks.live.sites import Site
from benchmarks.live.sizes import TrialSize
from benchmarks.live.trial_data import TrialData
from benchmarks.live.writers import OVER

PATIENCE = 60  # seconds without any progress after which the trial stops waiting


class Trial:
    """One run of clients, writers and kills on a running site."""

    def __init__(self, size: TrialSize, site: Site, data: TrialData, folder: Path, seed: str) -> None:
        self.size, self.site, self.data, self.folder = size, site, data, folder
        self.rng = random.Random(seed)
        self.readers: list[SocketClient] = []
        self.dropped = 0
        self.load = 0.0  # the highest load average
        self.wrote_for = self.caught_up_after = 0.0  # seconds; the second after the last kill
        self.cpu_load = load_processes(size.cpu_load, folder, size.longest + size.settles)
        spaces = [str(thread.space.public_id) for thread in data.threads]
        for n, user in enumerate(data.readers):
            records = [
                Record(space, 1, 1, "manager" if n < 2 else "member")  # 1: the thread's first post
                for space in self.rng.sample(spaces, min(3, len(spaces)))
            ]
            kind = PollingClient if n >= size.readers else SocketClient
            language = self.rng.choice(("en", "fr"))
            made = kind(site.address, data.cookies[user.pk], language, records, f"{seed} {n}")
            made.away = size.away
            self.readers.append(made)

    @property
    def records(self) -> list[Record]:
        """Return what each client was sent, by space."""
        return [record for each in self.readers for record in each.records.values()]

    @property
    def arrived(self) -> int:
        """Return how many events the clients were sent."""
        return sum(len(each.got) for each in self.records)

    async def run(self, writers: list[ManagedProcess]) -> None:
        """Run for the given time, then wait until everything has arrived."""
        late = self.size.seconds / 3  # a third of the clients connect later, with an old cursor
        clients = [
            asyncio.ensure_future(each.run(self.rng.uniform(0, late) if n % 3 == 0 else 0))
            for n, each in enumerate(self.readers)
        ]
        for writer in writers:
            writer.start()
        killers = [
            asyncio.ensure_future(self._kill_repeatedly(each)) for each in self.site.processes.values()
        ]
        killers.append(asyncio.ensure_future(self._drop()))
        try:
            await self._go_on()
            for task in killers:
                task.cancel()
            await asyncio.gather(*killers, return_exceptions=True)
            await self._settle(writers)
        finally:
            for process in self.cpu_load:
                process.end()
        for each in self.readers:
            each.stop()
        await asyncio.wait(clients, timeout=15)

    async def _go_on(self) -> None:
        """Wait for the given time, and longer until enough has happened; then end the writers."""
        began = time.monotonic()
        waiting = list(self.cpu_load)
        while (passed := time.monotonic() - began) < self.size.seconds or not self._is_enough():
            if passed > self.size.longest:
                break
            while waiting and passed > self.size.seconds / 3:
                waiting.pop().start()
            await self._tick()
        self.wrote_for = passed
        (self.folder / OVER).touch()

    def _is_enough(self) -> bool:
        """Return whether there were enough kills, drops and deliveries."""
        return (
            min(each.kills for each in self.site.processes.values()) >= self.size.kills
            and self.dropped >= self.size.drops
            and self.arrived >= self.size.deliveries
        )

    async def _tick(self) -> None:
        self.load = max(self.load, os.getloadavg()[0])
        await asyncio.sleep(0.1)

    async def _kill_repeatedly(self, process: ManagedProcess) -> None:
        """Repeatedly kill one process, some time after it has started and served clients again, and start it.

        If only the time counted, a slow machine's processes would be killed before they had started.
        """
        pauses = [self.size.redis_dead] if process.name == "redis" else []
        while process.kills < self._most(process):
            while process.port and not listens(process.port):
                await asyncio.sleep(0.1)
            before = self.arrived
            await asyncio.sleep(self.size.steady * self.rng.uniform(0.5, 1.5))
            while self.arrived < before + self.size.readers:
                await asyncio.sleep(0.1)
            process.kill()
            try:
                await asyncio.sleep(pauses.pop() if pauses else self.rng.uniform(0.05, 1.0))
            finally:  # also when the trial's time is over
                process.start()

    def _most(self, process: ManagedProcess) -> float:
        return process.spares if isinstance(process, ForkedProcess) else float("inf")

    async def _drop(self) -> None:
        """Abort connections that have received something, so that each client makes progress."""
        while True:
            await asyncio.sleep(self.rng.expovariate(self.size.dropped))
            if there := [each for each in self.readers if each.line and each.served]:
                self.dropped += self.rng.choice(there).drop()

    async def _settle(self, writers: list[ManagedProcess]) -> None:
        """Wait for the writers, the worker's jobs and the clients, while any of them makes progress."""
        began = moved = time.monotonic()
        before: object = None
        while (now := time.monotonic()) < min(began + self.size.settles, moved + PATIENCE):
            self._look_for_calm()
            is_written = not _running(writers) and not await _ask(committed_rows.jobs_waiting)
            due = await _ask(committed_rows.last_sequences, self.data)
            if is_written and all(each.cursor >= due[each.space] for each in self.records):
                break
            state = due, [each.cursor for each in self.records]
            before, moved = state, now if state != before else moved
            await self._tick()
        self.caught_up_after = time.monotonic() - began
        await asyncio.sleep(0.3)  # duplicates may come last

    def _look_for_calm(self) -> None:
        """Make the clients count their attempts once every killed process listens again."""
        if all(not each.port or listens(each.port) for each in self.site.processes.values()):
            for client in self.readers:
                client.calm = True


def _running(writers: list[Any]) -> bool:
    return any(
        each.process.is_alive() if isinstance(each, ForkedProcess) else each.process.poll() is None
        for each in writers
    )


async def _ask(function: Any, *args: Any) -> Any:
    """Query the database in a thread: Django refuses it on the event loop."""
    return await asyncio.to_thread(function, *args)
