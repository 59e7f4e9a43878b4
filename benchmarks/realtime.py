"""How fast a post reaches a thousand sockets, and what a thousand closed sockets leave behind.

Usage: .venv/bin/python -m benchmarks.realtime [--smoke] [--sockets 1000] [--minutes 10] [--only speed,...]
One uvicorn process with the production settings, PostgreSQL and Redis; the clients are one other process,
the writers are others. Measured from the return of the commit to the arrival at the last socket, beside a
Channels group in the same run, and beside bare writes of as many bytes to as many sockets. Then: all sockets
close at once; a socket that stops reading; a hundred posts a second from eight writers; minutes of posting
and churn. Exits with 1 when a target is missed: p95 to the last socket <= 50 ms, nothing left behind, no gap,
constant memory. --smoke opens a few sockets for a few posts, and has no target for times.
"""

import argparse
import math
import os
import resource
import sys
import time
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from benchmarks import report
from benchmarks.live import sites
from benchmarks.live.measurement import JsonProcess, Measurement, busy, percentile, wait_until
from benchmarks.report import Report, Row, note
from tools import services

TARGET = 50.0  # milliseconds, p95, to the last socket
POSTS, RATE = 120, 2.0
GROWTH = 1.10  # what memory may be after the first minute, to the end


def speed(measurement: Measurement, options: argparse.Namespace, result: Report) -> None:
    """Measure the time from the commit to the last socket, and that of a Channels group."""
    delays, server, client_cpu = {}, {}, {}
    for way in ("hub", "group"):
        clients = measurement.clients()
        took = measurement.open_sockets(clients, options.sockets, live=way == "hub")
        note(f"{way}: {options.sockets} sockets opened in {took:.1f} s; {busy()}")
        before = measurement.cpu(), clients.ask(report=True)["cpu"]
        delays[way] = measurement.delays(
            clients, measurement.post(way, 1, options.posts, RATE), options.sockets
        )
        server[way], client_cpu[way] = (
            (now - then) / options.posts * 1e3
            for now, then in zip((measurement.cpu(), clients.ask()["cpu"]), before, strict=True)
        )
        if delays[way].short:
            result.faults.append(f"{way}: {delays[way].short} posts did not reach all sockets")
        if way == "hub":
            size = clients.ask()["bytes"] // (options.posts * options.sockets)
        if way == "hub" and not options.smoke:
            leave(measurement, options, result, clients)
        clients.end()
        time.sleep(5 * measurement.calm)
    baseline, sockets = "Channels' group, which only sends", f"{options.sockets} sockets"
    for name in ("middle", "last"):
        hub, group = (getattr(delays[way], name) or [math.nan] for way in ("hub", "group"))
        for p in (50, 95):
            what = f"from the commit to the {name} of {sockets}: p{p}, ms"
            result.rows.append(Row(what, baseline, percentile(group, p), percentile(hub, p)))
    bare = measurement.bare_writes(size, options.posts, RATE, options.sockets)
    result.rows += [
        Row(f"CPU ms of the server a post, {sockets}", baseline, server["group"], server["hub"]),
        Row(f"CPU ms of the server a post, {sockets}", f"{size} bytes written bare", bare, server["hub"]),
        Row(f"CPU ms of the clients a post, {sockets}", baseline, client_cpu["group"], client_cpu["hub"]),
    ]
    p95 = percentile(delays["hub"].last or [math.nan], 95)
    if not options.smoke and p95 > TARGET:
        result.faults.append(f"p95 to the last socket is {p95:.1f} ms, over {TARGET:.0f}")


def leave(
    measurement: Measurement, options: argparse.Namespace, result: Report, clients: JsonProcess
) -> None:
    """Close all sockets at once, and check that nothing is left behind."""
    full, within = measurement.in_redis(), measurement.memory()
    clients.ask(close=True)
    began = time.monotonic()
    wait_until(lambda: measurement.figures().get("open_sockets") == 0, 60, "the hub to forget its sockets")
    figures, took = measurement.figures(), time.monotonic() - began
    wait_until(lambda: not measurement.in_redis()["keys"], 60, "the keys of presence to end")
    empty = measurement.in_redis()
    note(
        f"All {options.sockets} sockets closed at once: removed within {took:.0f} s, "
        f"{ {name: figures[name] for name in ('open_sockets', 'subscriptions', 'streams')} }; "
        f"Redis before {full}, after {empty}; "
        f"memory {within:.0f} MB before, {measurement.memory():.0f} MB after"
    )
    for name in ("subscriptions", "streams"):
        if figures[name]:
            result.faults.append(f"{name}: {figures[name]} left behind")
    if empty["channels"] > full["channels"] or empty["clients"] > full["clients"]:
        result.faults.append(f"left in Redis: {empty}")


def order(measurement: Measurement, options: argparse.Namespace, result: Report) -> None:
    """Measure eight writers with 100 posts a second together, in one space with 20 sockets."""
    clients = measurement.clients()
    measurement.open_sockets(clients, 20)
    began, start = measurement.last(), measurement.cpu()
    committed = measurement.post("hub", 8, 250, 12.5)
    took = (max(committed.values()) - min(committed.values())) / 1e9
    delays, told = measurement.delays(clients, committed, 20), clients.ask()
    numbers = sorted(committed)
    whole = numbers == list(range(began + 1, began + len(numbers) + 1))
    note(
        f"Order: {len(committed)} posts by 8 writers in {took:.1f} s, {len(committed) / took:.0f} a second; "
        f"sequences without a gap: {whole}; gaps at 20 sockets: {told['gaps']}; last socket p50 "
        f"{percentile(delays.last, 50):.0f} ms, p95 {percentile(delays.last, 95):.0f} ms; "
        f"server {measurement.cpu() - start:.1f} s CPU; {busy()}"
    )
    what = f"sequences that reached all of 20 sockets, {len(committed) / took:.0f} posts a second"
    result.rows.append(Row(what, "posts committed", len(committed), len(delays.last)))
    if not whole or told["gaps"] or delays.short or len(committed) != 2000:
        result.faults.append(
            f"order: whole {whole}, gaps {told['gaps']}, short {delays.short}, {len(committed)} posts"
        )
    clients.end()


def slow(measurement: Measurement, options: argparse.Namespace, result: Report) -> None:
    """Check that a socket that stops reading is closed and does not slow down the others."""
    clients = measurement.clients()
    measurement.open_sockets(clients, 200)
    before, closed = measurement.memory(), measurement.figures().get("slow_closed", 0)
    [seat] = measurement.client_options(201)[200:]
    clients.ask(open_unread=seat)
    delays = measurement.delays(clients, measurement.post("hub", 1, 500, 10, 19_000), 200)
    after = measurement.memory()
    wait_until(
        lambda: measurement.figures().get("slow_closed", 0) > closed, 45, "the slow socket to be closed"
    )
    note(
        f"Slow: one of 201 sockets read nothing of 500 posts of 19 kB; the others had them "
        f"p50 {percentile(delays.last, 50):.0f}, p95 {percentile(delays.last, 95):.0f} ms after the commit; "
        f"memory {before:.0f} MB before, {after:.0f} MB after; it was closed as too slow; {busy()}"
    )
    what = "memory MB, while one of 201 sockets reads nothing"
    result.rows.append(Row(what, "before", before, after))
    if delays.short:
        result.faults.append(f"slow: {delays.short} posts did not reach the others")
    if after > before + 40:
        result.faults.append(f"slow: memory rose from {before:.0f} to {after:.0f} MB")
    clients.end()


def churn(measurement: Measurement, options: argparse.Namespace, result: Report) -> None:
    """Check that memory is constant while sockets are opened and closed for minutes."""
    clients = measurement.clients()
    measurement.open_sockets(clients, 300)
    clients.ask(churn=10)
    kept: list[float] = []
    with measurement.posters("hub", 1, int(options.minutes * 60 * RATE), RATE) as [poster]:
        poster.stdin.write("go\n")
        poster.stdin.flush()
        for _minute in range(options.minutes):
            time.sleep(60)
            kept.append(measurement.memory())
            told = clients.ask(report=True)
            note(f"  minute {len(kept)}: {kept[-1]:.1f} MB, {told['opened']} sockets opened; {busy()}")
        clients.ask(churn=0)
        poster.wait(30)
    told = clients.ask(report=True)
    note(
        f"Churn: {options.minutes} minutes, 300 sockets, 10 replaced and {RATE:g} posts a second: memory "
        f"{kept[0]:.1f} MB after the first minute, {max(kept):.1f} at most, {kept[-1]:.1f} at the end; "
        f"{told['opened']} sockets, {told['messages']} messages, gaps {told['gaps']}"
    )
    what = f"memory MB after {options.minutes} minutes of sockets that come and go"
    result.rows.append(Row(what, "after the first minute", kept[0], kept[-1]))
    if max(kept) > kept[0] * GROWTH:
        result.faults.append(f"memory rose from {kept[0]:.1f} to {max(kept):.1f} MB")
    if told["gaps"]:
        result.faults.append(f"churn: {told['gaps']} gaps")
    clients.end()


PHASES: dict[str, Callable[[Measurement, argparse.Namespace, Report], None]] = {
    "speed": speed,
    "order": order,
    "slow": slow,
    "churn": churn,
}


def prepare(stack: ExitStack, options: argparse.Namespace) -> tuple[dict[str, str], Path, Any]:
    """Start the services, write the data; return the environment, the folder and the data."""
    _soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(hard, 65_536), hard))
    folder = stack.enter_context(services.private_folder())
    folder.chmod(0o755)
    redis = os.environ.get("REDIS_URL") or stack.enter_context(services.redis(folder))
    env = sites.private_database(stack, folder, "realtime", options.migrated, redis)
    os.environ.clear()
    os.environ.update(env)
    import django

    django.setup()
    from benchmarks.live import trial_data

    readers = options.sockets if options.smoke else max(options.sockets, 300)
    return env, folder, trial_data.set_up(threads=2, writers=8, readers=readers, managers=0)


def compare(options: argparse.Namespace, result: Report) -> None:
    """Measure each part on a new server, so that the memory of one does not count for the next."""
    if options.smoke:
        options.sockets, options.posts, options.only = 20, 4, "speed"
    with ExitStack() as stack:
        env, folder, data = prepare(stack, options)
        calm = 0.05 if options.smoke else 1
        for name in options.only.split(","):
            with ExitStack() as part:
                measurement = Measurement(part, env, folder, data, deflate=options.deflate, calm=calm)
                PHASES[name](measurement, options, result)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options for sockets, posts, minutes and parts."""
    parser.add_argument("--sockets", type=int, default=1000)
    parser.add_argument("--posts", type=int, default=POSTS)
    parser.add_argument("--minutes", type=int, default=10)
    parser.add_argument("--only", default=",".join(PHASES))
    parser.add_argument(
        "--deflate", action="store_true", help="compress each socket's messages, as browsers offer"
    )


if __name__ == "__main__":
    sys.exit(report.run(__doc__, compare, add_arguments))
