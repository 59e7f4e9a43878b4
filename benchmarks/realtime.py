"""How fast a post reaches a thousand screens, and what a thousand screens leave behind.

Usage: .venv/bin/python -m benchmarks.realtime [--sockets 1000] [--minutes 10] [--only speed,...] [--deflate]
One uvicorn process with the production settings, PostgreSQL and Redis; the clients are one other process,
the writers others. Measured from the moment the commit returned to the arrival at the last socket, beside
Channels' own group path in the same run. Then: all sockets close at once; a socket that stops reading;
a hundred posts a second from eight writers; minutes of posting and churn. Exits with 1 when something that
must hold does not: p95 to the last socket <= 50 ms, nothing left behind, no gap, memory flat.
"""

import argparse
import os
import resource
import signal
import sys
import time
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from benchmarks.live import sites
from benchmarks.live.bench import Bench, Talker, busy, percentile, wait_until
from benchmarks.live.processes import ROOT
from tools import services

TARGET = 50.0  # milliseconds, p95, to the last socket
POSTS, RATE = 120, 2.0
GROWTH = 1.10  # what memory may be after the first minute, to the end


def speed(bench: Bench, options: argparse.Namespace, faults: list[str]) -> None:
    """From commit to the last socket, and Channels' group beside it."""
    rows = {}
    for name, way in (("hub", "hub"), ("Channels' group", "group")):
        crowd = bench.crowd()
        took = bench.fill(crowd, options.sockets, live=way == "hub")
        server, client = bench.cpu(), crowd.ask(report=True)["cpu"]
        before = os.getloadavg()[0]
        delays = bench.delays(crowd, bench.post(way, 1, options.posts, RATE), options.sockets)
        cpu = [spent / options.posts * 1e3 for spent in (bench.cpu() - server, crowd.ask()["cpu"] - client)]
        print(
            f"{name}: {options.sockets} sockets opened in {took:.1f} s; for each post {cpu[0]:.0f} ms CPU of "
            f"the server and {cpu[1]:.0f} of the clients; load average {before:.1f} before, {busy()} after"
        )
        rows[way] = delays
        if delays.short:
            faults.append(f"{name}: {delays.short} posts did not reach all sockets")
        if way == "hub":
            leave(bench, options, faults, crowd)
        crowd.end()
        time.sleep(5)
    print("\n| milliseconds after the commit | posts | middle p50 | middle p95 | last p50 | last p95 |")
    print("|---|--:|--:|--:|--:|--:|")
    print(rows["group"].row("Channels' group (nothing but sending)"))
    print(rows["hub"].row("hub (commit, ring, reading, rendering)"))
    p95 = [percentile(rows[way].last, 95) for way in ("hub", "group")]
    print(f"\nLast socket, p95, hub to group: {p95[0] / p95[1]:.2f}\n")
    if p95[0] > TARGET:
        faults.append(f"p95 to the last socket is {p95[0]:.1f} ms, over {TARGET:.0f}")


def leave(bench: Bench, options: argparse.Namespace, faults: list[str], crowd: Talker) -> None:
    """All sockets close at once: nothing is left behind."""
    full, within = bench.in_redis(), bench.memory()
    crowd.ask(close=True)
    began = time.monotonic()
    wait_until(lambda: bench.figures().get("open_sockets") == 0, 60, "the hub to forget its sockets")
    figures, took = bench.figures(), time.monotonic() - began
    wait_until(lambda: not bench.in_redis()["keys"], 60, "the keys of presence to end")
    empty = bench.in_redis()
    print(
        f"All {options.sockets} sockets torn off at once: told as gone within {took:.0f} s, "
        f"{ {name: figures[name] for name in ('open_sockets', 'subscriptions', 'streams')} }; "
        f"Redis before {full}, after {empty}; memory {within:.0f} MB before, {bench.memory():.0f} MB after"
    )
    for name in ("subscriptions", "streams"):
        if figures[name]:
            faults.append(f"{name}: {figures[name]} left behind")
    if empty["channels"] > full["channels"] or empty["clients"] > full["clients"]:
        faults.append(f"left in Redis: {empty}")


def order(bench: Bench, options: argparse.Namespace, faults: list[str]) -> None:
    """Eight writers, 100 posts a second together, one space, 20 sockets."""
    crowd = bench.crowd()
    bench.fill(crowd, 20)
    began, start = bench.last(), bench.cpu()
    committed = bench.post("hub", 8, 250, 12.5)
    took = (max(committed.values()) - min(committed.values())) / 1e9
    delays, told = bench.delays(crowd, committed, 20), crowd.ask()
    numbers = sorted(committed)
    whole = numbers == list(range(began + 1, began + len(numbers) + 1))
    print(
        f"Order: {len(committed)} posts by 8 writers in {took:.1f} s, {len(committed) / took:.0f} a second; "
        f"sequences without a gap: {whole}; gaps at 20 sockets: {told['gaps']}; last socket p50 "
        f"{percentile(delays.last, 50):.0f} ms, p95 {percentile(delays.last, 95):.0f} ms; "
        f"server {bench.cpu() - start:.1f} s CPU; {busy()}"
    )
    if not whole or told["gaps"] or delays.short or len(committed) != 2000:
        faults.append(
            f"order: whole {whole}, gaps {told['gaps']}, short {delays.short}, {len(committed)} posts"
        )
    crowd.end()


def slow(bench: Bench, options: argparse.Namespace, faults: list[str]) -> None:
    """One socket stops reading while long posts come: the others do not notice, and it is closed."""
    crowd = bench.crowd()
    bench.fill(crowd, 200)
    before, closed = bench.memory(), bench.figures().get("slow_closed", 0)
    [seat] = bench.seats(201)[200:]
    crowd.ask(mute=seat)
    delays = bench.delays(crowd, bench.post("hub", 1, 500, 10, 19_000), 200)
    after = bench.memory()
    wait_until(lambda: bench.figures().get("slow_closed", 0) > closed, 45, "the slow socket to be closed")
    print(
        f"Slow: one of 201 sockets read nothing of 500 posts of 19 kB; the others had them "
        f"p50 {percentile(delays.last, 50):.0f}, p95 {percentile(delays.last, 95):.0f} ms after the commit; "
        f"memory {before:.0f} MB before, {after:.0f} MB after; it was closed as too slow; {busy()}"
    )
    if delays.short:
        faults.append(f"slow: {delays.short} posts did not reach the others")
    if after > before + 40:
        faults.append(f"slow: memory rose from {before:.0f} to {after:.0f} MB")
    crowd.end()


def churn(bench: Bench, options: argparse.Namespace, faults: list[str]) -> None:
    """Minutes of posting while sockets come and go: memory stays where it was."""
    crowd = bench.crowd()
    bench.fill(crowd, 300)
    crowd.ask(churn=10)
    kept: list[float] = []
    with bench.posters("hub", 1, int(options.minutes * 60 * RATE), RATE) as [poster]:
        poster.stdin.write("go\n")
        poster.stdin.flush()
        for _minute in range(options.minutes):
            time.sleep(60)
            kept.append(bench.memory())
            told = crowd.ask(report=True)
            print(
                f"  minute {len(kept)}: {kept[-1]:.1f} MB, {told['opened']} sockets opened so far; {busy()}",
                flush=True,
            )
        crowd.ask(churn=0)
        poster.wait(30)
    told = crowd.ask(report=True)
    print(
        f"Churn: {options.minutes} minutes, 300 sockets, 10 replaced and {RATE:g} posts a second: memory "
        f"{kept[0]:.1f} MB after the first minute, {max(kept):.1f} at most, {kept[-1]:.1f} at the end; "
        f"{told['opened']} sockets, {told['messages']} messages, gaps {told['gaps']}"
    )
    if max(kept) > kept[0] * GROWTH:
        faults.append(f"memory rose from {kept[0]:.1f} to {max(kept):.1f} MB")
    if told["gaps"]:
        faults.append(f"churn: {told['gaps']} gaps")
    crowd.end()


PHASES: dict[str, Callable[[Bench, argparse.Namespace, list[str]], None]] = {
    "speed": speed,
    "order": order,
    "slow": slow,
    "churn": churn,
}


def prepare(stack: ExitStack, options: argparse.Namespace) -> tuple[dict[str, str], Path, Any]:
    """Start the services, put the people on the stage; give the environment, the folder and the stage."""
    _soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(hard, 65_536), hard))
    folder = Path(stack.enter_context(services.private_folder()))
    folder.chmod(0o755)
    redis = os.environ.get("REDIS_URL") or stack.enter_context(services.redis(folder))
    database = sites.private_database(stack, folder, f"realtime_{os.getpid()}")
    env = sites.production_environment(database, redis, folder)
    print("Preparing the site (about a minute) ...", flush=True)
    sites.migrate(env)
    os.environ.clear()
    os.environ.update(env)
    import django

    django.setup()
    from benchmarks.live import stage as staging

    stage = staging.set_up(threads=2, writers=8, listeners=max(options.sockets, 300), managers=0)
    return env, folder, stage


def main() -> int:
    """Measure and print; give 1 when something that must hold does not."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--sockets", type=int, default=1000)
    parser.add_argument("--posts", type=int, default=POSTS)
    parser.add_argument("--minutes", type=int, default=10)
    parser.add_argument("--only", default=",".join(PHASES))
    parser.add_argument(
        "--deflate", action="store_true", help="compress each socket's messages, as browsers offer"
    )
    options = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda *_received: sys.exit(143))  # so that everything is ended
    faults: list[str] = []
    with ExitStack() as stack:
        env, folder, stage = prepare(stack, options)
        for name in options.only.split(","):
            with (
                ExitStack() as part
            ):  # a server of its own: what one part leaves in memory is not the next one's
                PHASES[name](Bench(part, env, folder, stage, deflate=options.deflate), options, faults)
            sys.stdout.flush()
    print(f"\n{os.cpu_count()} cores, Python {sys.version.split()[0]}, compression {options.deflate}.")
    print("\n".join(f"WRONG: {fault}" for fault in faults) or "Everything holds.")
    return 1 if faults else 0


if __name__ == "__main__":
    os.chdir(ROOT)
    sys.exit(main())
