"""One run of clients, writers and killing over a site that is up."""

import asyncio
import os
import random
import time
from pathlib import Path
from typing import Any

from benchmarks.live import truth
from benchmarks.live.burners import burners
from benchmarks.live.listeners import Listener, Poller, Record
from benchmarks.live.plans import Plan
from benchmarks.live.processes import Charge, Spares, listens
from benchmarks.live.sites import Site
from benchmarks.live.stage import Stage
from benchmarks.live.writers import OVER

PATIENCE = 60  # seconds without any progress after which what has not arrived is taken for stuck


class Trial:
    """One run of clients and killing over a site that is up."""

    def __init__(self, plan: Plan, site: Site, stage: Stage, folder: Path, seed: str) -> None:
        self.plan, self.site, self.stage, self.folder = plan, site, stage, folder
        self.dice = random.Random(seed)
        self.listeners: list[Listener] = []
        self.dropped = 0
        self.load = 0.0  # the highest load average
        self.wrote_for = self.caught_up_after = 0.0  # seconds; the second after the last kill
        self.burners = burners(plan.burners, folder, plan.longest + plan.settles)
        spaces = [str(thread.space.public_id) for thread in stage.threads]
        for n, user in enumerate(stage.listeners):
            records = [
                Record(space, 1, 1, "manager" if n < 2 else "member")  # 1: the thread's first post
                for space in self.dice.sample(spaces, min(3, len(spaces)))
            ]
            kind = Poller if n >= plan.listeners else Listener
            language = self.dice.choice(("en", "fr"))
            made = kind(site.address, stage.cookies[user.pk], language, records, f"{seed} {n}")
            made.away = plan.away
            self.listeners.append(made)

    @property
    def records(self) -> list[Record]:
        """What each client was sent, by space."""
        return [record for each in self.listeners for record in each.records.values()]

    @property
    def arrived(self) -> int:
        """How many events the clients were sent."""
        return sum(len(each.got) for each in self.records)

    async def run(self, writers: list[Charge]) -> None:
        """Let it go on for the plan's time, then wait until everything has arrived."""
        late = self.plan.seconds / 3  # a third of the clients come later, with an old cursor
        clients = [
            asyncio.ensure_future(each.run(self.dice.uniform(0, late) if n % 3 == 0 else 0))
            for n, each in enumerate(self.listeners)
        ]
        for writer in writers:
            writer.start()
        havoc = [asyncio.ensure_future(self._torment(each)) for each in self.site.charges.values()]
        havoc.append(asyncio.ensure_future(self._drop()))
        try:
            await self._go_on()
            for task in havoc:
                task.cancel()
            await asyncio.gather(*havoc, return_exceptions=True)
            await self._settle(writers)
        finally:
            for burner in self.burners:
                burner.end()
        for each in self.listeners:
            each.stop()
        await asyncio.wait(clients, timeout=15)

    async def _go_on(self) -> None:
        """Wait for the plan's time, and longer until enough has happened; then have the writers end."""
        began = time.monotonic()
        waiting = list(self.burners)
        while (passed := time.monotonic() - began) < self.plan.seconds or not self._is_enough():
            if passed > self.plan.longest:
                break
            while waiting and passed > self.plan.seconds / 3:
                waiting.pop().start()
            await self._tick()
        self.wrote_for = passed
        (self.folder / OVER).touch()

    def _is_enough(self) -> bool:
        """Return whether as much was killed, torn off and delivered as the plan asks for."""
        return (
            min(each.kills for each in self.site.charges.values()) >= self.plan.kills
            and self.dropped >= self.plan.drops
            and self.arrived >= self.plan.deliveries
        )

    async def _tick(self) -> None:
        self.load = max(self.load, os.getloadavg()[0])
        await asyncio.sleep(0.1)

    async def _torment(self, charge: Charge) -> None:
        """Kill one process some time after it is up and somebody was served again, start it, and again.

        By the clock alone a slow machine would be killed faster than it can start, and nothing be tried.
        """
        pauses = [self.plan.redis_dead] if charge.name == "redis" else []
        while charge.kills < self._most(charge):
            while charge.port and not listens(charge.port):
                await asyncio.sleep(0.1)
            before = self.arrived
            await asyncio.sleep(self.plan.steady * self.dice.uniform(0.5, 1.5))
            while self.arrived < before + self.plan.listeners:
                await asyncio.sleep(0.1)
            charge.kill()
            try:
                await asyncio.sleep(pauses.pop() if pauses else self.dice.uniform(0.05, 1.0))
            finally:  # also when the trial's time is over
                charge.start()

    def _most(self, charge: Charge) -> float:
        return charge.spares if isinstance(charge, Spares) else float("inf")

    async def _drop(self) -> None:
        """Tear off connections that something has come by: each gets a little further, however slow it is."""
        while True:
            await asyncio.sleep(self.dice.expovariate(self.plan.dropped))
            if there := [each for each in self.listeners if each.line and each.served]:
                self.dropped += self.dice.choice(there).drop()

    async def _settle(self, writers: list[Charge]) -> None:
        """Wait for the writers, the worker's jobs, and the clients, as long as any of them gets on."""
        began = moved = time.monotonic()
        before: object = None
        while (now := time.monotonic()) < min(began + self.plan.settles, moved + PATIENCE):
            self._look_for_calm()
            is_written = not _running(writers) and not await _ask(truth.jobs_waiting)
            due = await _ask(truth.lasts, self.stage)
            if is_written and all(each.cursor >= due[each.space] for each in self.records):
                break
            state = due, [each.cursor for each in self.records]
            before, moved = state, now if state != before else moved
            await self._tick()
        self.caught_up_after = time.monotonic() - began
        await asyncio.sleep(0.3)  # what comes twice may come last

    def _look_for_calm(self) -> None:
        """Make the clients count their attempts once everything that was killed listens again."""
        if all(not each.port or listens(each.port) for each in self.site.charges.values()):
            for listener in self.listeners:
                listener.calm = True


def _running(writers: list[Any]) -> bool:
    return any(
        each.process.is_alive() if isinstance(each, Spares) else each.process.poll() is None
        for each in writers
    )


async def _ask(function: Any, *args: Any) -> Any:
    """Ask the database in a thread: Django refuses it on the event loop."""
    return await asyncio.to_thread(function, *args)
