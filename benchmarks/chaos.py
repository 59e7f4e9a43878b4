"""Live discussion while everything around it is killed: who is sent what, held against the committed rows.

Usage: .venv/bin/python -m benchmarks.chaos [--short | --embedded] [--seconds 150] [--burners 4] [--json]
nginx stands before two server processes; they, the worker and Redis are killed with SIGKILL at random
moments, each by its own id, and started again; PostgreSQL lives. Writers post, edit, hide, restore and react
through the services, one of them is the worker. Clients speak raw WebSocket, lose their connections, come
back with their cursor and remove no duplicates; some poll by HTTP instead. DATABASE_URL is used when it is
given, else a PostgreSQL of its own is started. --embedded is one server and a worker on SQLite.
From a third of the time on, other processes (--burners for each core) keep the machine busy, until the end.
Exits with 1 when anything was lost, doubled, out of order, leaked or missing, when a client did not catch up
though none made progress any more, when the site took too many attempts to accept clients again after the
last kill, when too little was tried, or when the control (the primary key as cursor) lost nothing.
"""

import argparse
import asyncio
import json
import os
import shutil
import signal
import sys
import tempfile
import time
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from typing import Any

from benchmarks.live import network, sites
from benchmarks.live.plans import EMBEDDED, FULL, SHORT, Plan
from benchmarks.live.processes import ROOT, Charge, Program, Spares, await_port
from tools import services


def run_production(stack: ExitStack, plan: Plan, options: argparse.Namespace) -> dict[str, Any]:
    """Prepare and run the trial on PostgreSQL, Redis, nginx and two servers."""
    seed = options.seed
    folder = Path(stack.enter_context(services.private_folder()))
    folder.chmod(0o755)
    redis = network.PrivateRedis(folder)
    network.stopped_at_end(stack, redis)
    await_port(redis.port, 20, redis.words)
    database = options.database or sites.private_database(stack, folder, f"chaos_{os.getpid()}")
    env = sites.production_environment(database, redis.url, folder)
    if not options.database:
        sites.migrate(env)
    stage = _set_up(env, plan, folder, seed)
    site = sites.production(stack, folder, env, redis)
    command = [sys.executable, "-m", "benchmarks.live.writers", str(folder)]
    writers: list[Charge] = []
    for n in range(plan.writers):
        program = Program(f"writer {n}", [*command, str(n), str(plan.longest), str(plan.rate)], folder, env)
        stack.callback(program.end)
        writers.append(program)
    from benchmarks.live import control, outcome, trial

    run = trial.Trial(plan, site, stage, folder, seed)
    asyncio.run(run.run(writers))
    if options.logs:
        for log in folder.glob("*.log"):
            shutil.copy(log, options.logs)
    return outcome.outcome(run, control.measure(plan.control))


def run_embedded(stack: ExitStack, plan: Plan, options: argparse.Namespace) -> dict[str, Any]:
    """Prepare and run the trial on SQLite: one server, and the worker as a second writer."""
    folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="commons-chaos-")))
    (folder / "static").mkdir()
    seed = options.seed
    stage = _set_up(sites.embedded_database(folder, options.migrated), plan, folder, seed)
    from django.db import connections

    import config.asgi  # noqa: F401  (before the forks, so that none has to)
    from benchmarks.live import writers as writing

    connections.close_all()
    site = sites.embedded(stack, kills=2)
    writers: list[Charge] = [
        Spares(f"writer {n}", lambda n=n: writing.write(folder, n, plan.longest, plan.rate), 0)  # type: ignore[misc]
        for n in range(plan.writers)
    ]
    for charge in writers:
        stack.callback(charge.end)
    for charge in site.charges.values():
        charge.start()
    from benchmarks.live import outcome, trial

    run = trial.Trial(plan, site, stage, folder, seed)
    asyncio.run(run.run(writers))
    return outcome.outcome(run, None)


def _set_up(env: dict[str, str], plan: Plan, folder: Path, seed: str) -> Any:
    """Be a process of the site, and put the people on the stage."""
    os.environ.clear()
    os.environ.update(env)
    import django

    django.setup()
    from benchmarks.live import stage as staging

    made = staging.set_up(
        threads=plan.threads, writers=8, listeners=plan.listeners + plan.pollers, managers=2
    )
    staging.write_cast(made, folder, seed)
    return made


def main() -> int:
    """Run the trial, print, and give 1 when anything was wrong."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--short", action="store_true")
    parser.add_argument("--embedded", action="store_true")
    parser.add_argument("--migrated", type=Path, help="a migrated SQLite file to copy, for --embedded")
    parser.add_argument("--seconds", type=float)
    parser.add_argument("--burners", type=int, help="for each core; 0 leaves the machine to the trial")
    parser.add_argument("--seed", default=time.strftime("%Y%m%d%H%M%S"))
    parser.add_argument("--database", help="address of a migrated PostgreSQL database that may be written to")
    parser.add_argument("--logs", type=Path, help="a folder to which the logs of all processes are copied")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    plan = EMBEDDED if options.embedded else SHORT if options.short else FULL
    if options.seconds:
        plan = replace(plan, seconds=options.seconds)
    if options.burners is not None:
        plan = replace(plan, burners=options.burners)
    signal.signal(signal.SIGTERM, lambda *_received: sys.exit(143))  # so that everything is ended
    with ExitStack() as stack:
        if options.embedded:
            figures = run_embedded(stack, plan, options)
        else:
            figures = run_production(stack, plan, options)
    figures |= {"seed": options.seed}
    if options.json:
        print(json.dumps(figures))
    else:
        from benchmarks.live.outcome import report

        print(f"{report(figures)}\nSeed {options.seed}.")
        print("\n".join(f"WRONG: {fault}" for fault in figures["faults"]) or "Nothing is wrong.")
    sys.stdout.flush()
    return 1 if figures["faults"] else 0


if __name__ == "__main__":
    os.chdir(ROOT)
    sys.exit(main())
