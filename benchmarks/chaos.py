"""Live discussion while its processes are killed: compare what each client was sent with the committed rows.

Usage: .venv/bin/python -m benchmarks.chaos [--smoke | --short | --embedded] [--seconds 150] [--cpu-load 4]
nginx is the proxy of two server processes; they, the worker and Redis are killed with SIGKILL at random
moments, each by its own id, and started again; PostgreSQL keeps running. Writers post, edit, hide, restore
and react through the services, one of them is the worker. Clients use WebSocket without a library of ours,
lose their connections, reconnect with their cursor and keep duplicates; some poll by HTTP instead.
DATABASE_URL is used when it is given, else a PostgreSQL of its own is started. --embedded is one server and a
worker on SQLite; --smoke is the same on PostgreSQL and Redis, where only these two are killed. From a third
of the time on, other processes (--cpu-load for each core) keep the machine busy, until the end. The baseline
is a naive reader whose cursor is the primary key, and who loses rows. The exit status is 1 when anything was
lost, duplicated, out of order, leaked or missing, when a client did not catch up although no client made
progress, when the site took too many attempts to accept clients again after the last kill, when too little
was tried, or when the control (the primary key as cursor) lost nothing.
"""

import argparse
import asyncio
import os
import shutil
import sys
import time
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from typing import Any

from benchmarks import report
from benchmarks.live import network, sites
from benchmarks.live.processes import ForkedProcess, ManagedProcess, Program, await_port
from benchmarks.live.sizes import EMBEDDED, FULL, SHORT, SMOKE, TrialSize
from benchmarks.report import Report, Row, note
from tools import services


def run_trial(stack: ExitStack, size: TrialSize, options: argparse.Namespace) -> dict[str, Any]:
    """Prepare the site and its writers, run the trial, and return its figures."""
    folder = stack.enter_context(services.private_folder())
    folder.chmod(0o755)
    redis = None if options.embedded else network.PrivateRedis(folder)
    if redis is None:
        env = sites.embedded_environment(folder)
    else:
        network.stopped_at_end(stack, redis)
        await_port(redis.port, 20, redis.words)
        env = sites.private_database(stack, folder, "chaos", options.migrated, redis.url)
    data = _set_up(env, size, folder, options.seed)
    if redis is None or options.smoke:
        site, writers = _fork(stack, size, folder)
    else:
        site = sites.production(stack, folder, env, redis)
        writers = [_writer(stack, size, folder, env, n) for n in range(size.writers)]
    from benchmarks.live import control, outcome, trial

    run = trial.Trial(size, site, data, folder, options.seed)
    asyncio.run(run.run(writers))
    if options.logs:
        for log in folder.glob("*.log"):
            shutil.copy(log, options.logs)
    return outcome.outcome(run, control.measure(size.control) if redis else None)


def _writer(stack: ExitStack, size: TrialSize, folder: Path, env: dict[str, str], n: int) -> ManagedProcess:
    command = [sys.executable, "-m", "benchmarks.live.writers", str(folder), str(n)]
    program = Program(f"writer {n}", [*command, str(size.longest), str(size.rate)], folder, env)
    stack.callback(program.end)
    return program


def _fork(stack: ExitStack, size: TrialSize, folder: Path) -> tuple[sites.Site, list[ManagedProcess]]:
    """Return a site and writers that are forks of this process, so that nothing is imported again."""
    from django.db import connections

    import config.asgi  # noqa: F401  (before the forks, so that none has to)
    from benchmarks.live import writers as writing

    connections.close_all()
    for connection in connections.all():
        if connection.vendor == "postgresql":
            connection.close_pool()  # type: ignore[attr-defined]
    site = sites.forked(stack, kills=2)
    writers: list[ManagedProcess] = [
        ForkedProcess(f"writer {n}", lambda n=n: writing.write(folder, n, size.longest, size.rate), 0)  # type: ignore[misc]
        for n in range(size.writers)
    ]
    for process in writers:
        stack.callback(process.end)
    for process in site.processes.values():
        process.start()
    return site, writers


def _set_up(env: dict[str, str], size: TrialSize, folder: Path, seed: str) -> Any:
    """Set Django up as a process of the site, and write the data of the trial."""
    os.environ.clear()
    os.environ.update(env)
    import django

    django.setup()
    from benchmarks.live import trial_data

    made = trial_data.set_up(threads=size.threads, writers=8, readers=size.readers + size.pollers, managers=2)
    trial_data.write_for_writers(made, folder, seed)
    return made


def compare(options: argparse.Namespace, result: Report) -> None:
    """Run the trial, and report what was lost beside what the naive reader loses."""
    sizes = {"smoke": SMOKE, "embedded": EMBEDDED, "short": SHORT}
    size = next((size for name, size in sizes.items() if getattr(options, name)), FULL)
    changes = {name: getattr(options, name) for name in ("seconds", "cpu_load")}
    size = replace(size, **{name: value for name, value in changes.items() if value is not None})
    with ExitStack() as stack:
        figures = run_trial(stack, size, options)
    from benchmarks.live.outcome import as_table

    note(f"{as_table(figures)}\nSeed {options.seed}.")
    lost = 100 * figures["lost"] / max(figures["deliveries"], 1)
    base, naive = 0, "none may be"
    if control := figures["control"]:
        base, naive = control["percent"], "primary key as cursor"
        what = f"rows lost, of {control['rows']:,}"
        result.rows.append(Row(what, naive, control["by_key"], control["by_sequence"]))
    what = f"% of deliveries lost, of {figures['deliveries']:,}"
    result.rows.append(Row(what, naive, base, lost))
    result.faults += figures.pop("faults")
    result.figures |= figures | {"seed": options.seed}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options for the size of the trial and its seed."""
    parser.add_argument("--short", action="store_true")
    parser.add_argument("--embedded", action="store_true")
    parser.add_argument("--seconds", type=float)
    parser.add_argument("--cpu-load", type=int, help="for each core; 0 leaves the machine to the trial")
    parser.add_argument("--seed", default=time.strftime("%Y%m%d%H%M%S"))
    parser.add_argument("--logs", type=Path, help="a folder to which the logs of all processes are copied")


if __name__ == "__main__":
    sys.exit(report.run(__doc__, compare, add_arguments))
