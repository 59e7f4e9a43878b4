"""One run of clients, writers and killing over a site that is up."""

import asyncio
import random
import time
from pathlib import Path
from typing import Any

from benchmarks.live import truth
from benchmarks.live.listeners import Listener, Poller, Record
from benchmarks.live.plans import Plan
from benchmarks.live.processes import Charge, Spares, listens
from benchmarks.live.sites import Site
from benchmarks.live.stage import Stage

SETTLES = 60  # seconds after the end in which everything must have arrived


class Trial:
    """One run of clients and killing over a site that is up."""

    def __init__(self, plan: Plan, site: Site, stage: Stage, folder: Path, seed: str) -> None:
        self.plan, self.site, self.stage, self.folder = plan, site, stage, folder
        self.dice = random.Random(seed)
        self.listeners: list[Listener] = []
        self.dropped = 0
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
        await asyncio.sleep(self.plan.seconds)
        for task in havoc:
            task.cancel()
        await asyncio.gather(*havoc, return_exceptions=True)
        await self._settle(writers)
        for each in self.listeners:
            each.stop()
        await asyncio.wait(clients, timeout=15)

    async def _torment(self, charge: Charge) -> None:
        """Kill one process some time after it is up, start it, and again."""
        pauses = [self.plan.redis_dead] if charge.name == "redis" else []
        while charge.kills < self._most(charge):
            while charge.port and not listens(charge.port):
                await asyncio.sleep(0.1)
            await asyncio.sleep(self.plan.steady * self.dice.uniform(0.5, 1.5))
            charge.kill()
            try:
                await asyncio.sleep(pauses.pop() if pauses else self.dice.uniform(0.05, 1.0))
            finally:  # also when the trial's time is over
                charge.start()

    def _most(self, charge: Charge) -> float:
        return charge.spares if isinstance(charge, Spares) else float("inf")

    async def _drop(self) -> None:
        """Tear connections off."""
        while True:
            await asyncio.sleep(self.dice.expovariate(self.plan.dropped))
            if there := [each for each in self.listeners if each.line]:
                self.dropped += self.dice.choice(there).drop()

    async def _settle(self, writers: list[Charge]) -> None:
        """Wait for the writers, the worker's jobs, and the clients."""
        end = time.monotonic() + SETTLES
        while time.monotonic() < end and (_running(writers) or await _ask(truth.jobs_waiting)):
            await asyncio.sleep(0.1)
        due = await _ask(truth.lasts, self.stage)
        while time.monotonic() < end and any(each.cursor < due[each.space] for each in self.records):
            await asyncio.sleep(0.1)
        await asyncio.sleep(0.3)  # what comes twice may come last


def _running(writers: list[Any]) -> bool:
    return any(
        each.process.is_alive() if isinstance(each, Spares) else each.process.poll() is None
        for each in writers
    )


async def _ask(function: Any, *args: Any) -> Any:
    """Ask the database in a thread: Django refuses it on the event loop."""
    return await asyncio.to_thread(function, *args)
