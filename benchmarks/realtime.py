"""How fast a post reaches a thousand screens, and what a thousand screens leave behind.

Usage: .venv/bin/python -m benchmarks.realtime [--smoke] [--sockets 1000] [--minutes 10] [--only speed,...]
One uvicorn process with the production settings, PostgreSQL and Redis; the clients are one other process,
the writers others. Measured from the moment the commit returned to the arrival at the last socket, beside
Channels' own group path in the same run. Then: all sockets close at once; a socket that stops reading;
a hundred posts a second from eight writers; minutes of posting and churn. Exits with 1 when something that
must hold does not: p95 to the last socket <= 50 ms, nothing left behind, no gap, memory flat. --smoke opens
a few sockets for a few posts, and holds no times.
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
from benchmarks.live.bench import Bench, Talker, busy, percentile, wait_until
from benchmarks.report import Report, Row, note
from tools import services

TARGET = 50.0  # milliseconds, p95, to the last socket
POSTS, RATE = 120, 2.0
GROWTH = 1.10  # what memory may be after the first minute, to the end


def speed(bench: Bench, options: argparse.Namespace, result: Report) -> None:
    """From commit to the last socket, and Channels' group beside it."""
    delays, server, clients = {}, {}, {}
    for way in ("hub", "group"):
        crowd = bench.crowd()
        took = bench.fill(crowd, options.sockets, live=way == "hub")
        note(f"{way}: {options.sockets} sockets opened in {took:.1f} s; {busy()}")
        before = bench.cpu(), crowd.ask(report=True)["cpu"]
        delays[way] = bench.delays(crowd, bench.post(way, 1, options.posts, RATE), options.sockets)
        server[way], clients[way] = (
            (now - then) / options.posts * 1e3
            for now, then in zip((bench.cpu(), crowd.ask()["cpu"]), before, strict=True)
        )
        if delays[way].short:
            result.faults.append(f"{way}: {delays[way].short} posts did not reach all sockets")
        if way == "hub" and not options.smoke:
            leave(bench, options, result, crowd)
        crowd.end()
        time.sleep(5 * bench.calm)
    baseline, sockets = "Channels' group, which only sends", f"{options.sockets} sockets"
    for name in ("middle", "last"):
        hub, group = (getattr(delays[way], name) or [math.nan] for way in ("hub", "group"))
        for p in (50, 95):
            what = f"from the commit to the {name} of {sockets}: p{p}, ms"
            result.rows.append(Row(what, baseline, percentile(group, p), percentile(hub, p)))
    result.rows.append(
        Row(f"CPU ms of the server a post, {sockets}", baseline, server["group"], server["hub"])
    )
    result.rows.append(
        Row(f"CPU ms of the clients a post, {sockets}", baseline, clients["group"], clients["hub"])
    )
    p95 = percentile(delays["hub"].last or [math.nan], 95)
    if not options.smoke and p95 > TARGET:
        result.faults.append(f"p95 to the last socket is {p95:.1f} ms, over {TARGET:.0f}")


def leave(bench: Bench, options: argparse.Namespace, result: Report, crowd: Talker) -> None:
    """All sockets close at once: nothing is left behind."""
    full, within = bench.in_redis(), bench.memory()
    crowd.ask(close=True)
    began = time.monotonic()
    wait_until(lambda: bench.figures().get("open_sockets") == 0, 60, "the hub to forget its sockets")
    figures, took = bench.figures(), time.monotonic() - began
    wait_until(lambda: not bench.in_redis()["keys"], 60, "the keys of presence to end")
    empty = bench.in_redis()
    note(
        f"All {options.sockets} sockets torn off at once: told as gone within {took:.0f} s, "
        f"{ {name: figures[name] for name in ('open_sockets', 'subscriptions', 'streams')} }; "
        f"Redis before {full}, after {empty}; memory {within:.0f} MB before, {bench.memory():.0f} MB after"
    )
    for name in ("subscriptions", "streams"):
        if figures[name]:
            result.faults.append(f"{name}: {figures[name]} left behind")
    if empty["channels"] > full["channels"] or empty["clients"] > full["clients"]:
        result.faults.append(f"left in Redis: {empty}")


def order(bench: Bench, options: argparse.Namespace, result: Report) -> None:
    """Eight writers, 100 posts a second together, one space, 20 sockets."""
    crowd = bench.crowd()
    bench.fill(crowd, 20)
    began, start = bench.last(), bench.cpu()
    committed = bench.post("hub", 8, 250, 12.5)
    took = (max(committed.values()) - min(committed.values())) / 1e9
    delays, told = bench.delays(crowd, committed, 20), crowd.ask()
    numbers = sorted(committed)
    whole = numbers == list(range(began + 1, began + len(numbers) + 1))
    note(
        f"Order: {len(committed)} posts by 8 writers in {took:.1f} s, {len(committed) / took:.0f} a second; "
        f"sequences without a gap: {whole}; gaps at 20 sockets: {told['gaps']}; last socket p50 "
        f"{percentile(delays.last, 50):.0f} ms, p95 {percentile(delays.last, 95):.0f} ms; "
        f"server {bench.cpu() - start:.1f} s CPU; {busy()}"
    )
    what = f"sequences that reached all of 20 sockets, {len(committed) / took:.0f} posts a second"
    result.rows.append(Row(what, "posts committed", len(committed), len(delays.last)))
    if not whole or told["gaps"] or delays.short or len(committed) != 2000:
        result.faults.append(
            f"order: whole {whole}, gaps {told['gaps']}, short {delays.short}, {len(committed)} posts"
        )
    crowd.end()


def slow(bench: Bench, options: argparse.Namespace, result: Report) -> None:
    """One socket stops reading while long posts come: the others do not notice, and it is closed."""
    crowd = bench.crowd()
    bench.fill(crowd, 200)
    before, closed = bench.memory(), bench.figures().get("slow_closed", 0)
    [seat] = bench.seats(201)[200:]
    crowd.ask(mute=seat)
    delays = bench.delays(crowd, bench.post("hub", 1, 500, 10, 19_000), 200)
    after = bench.memory()
    wait_until(lambda: bench.figures().get("slow_closed", 0) > closed, 45, "the slow socket to be closed")
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
    crowd.end()


def churn(bench: Bench, options: argparse.Namespace, result: Report) -> None:
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
            note(f"  minute {len(kept)}: {kept[-1]:.1f} MB, {told['opened']} sockets opened so far; {busy()}")
        crowd.ask(churn=0)
        poster.wait(30)
    told = crowd.ask(report=True)
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
    crowd.end()


PHASES: dict[str, Callable[[Bench, argparse.Namespace, Report], None]] = {
    "speed": speed,
    "order": order,
    "slow": slow,
    "churn": churn,
}


def prepare(stack: ExitStack, options: argparse.Namespace) -> tuple[dict[str, str], Path, Any]:
    """Start the services, put the people on the stage; return the environment, the folder and the stage."""
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
    from benchmarks.live import stage as staging

    listeners = options.sockets if options.smoke else max(options.sockets, 300)
    return env, folder, staging.set_up(threads=2, writers=8, listeners=listeners, managers=0)


def compare(options: argparse.Namespace, result: Report) -> None:
    """Measure each part on a server of its own: what one leaves in memory is not the next one's."""
    if options.smoke:
        options.sockets, options.posts, options.only = 20, 4, "speed"
    with ExitStack() as stack:
        env, folder, stage = prepare(stack, options)
        calm = 0.05 if options.smoke else 1
        for name in options.only.split(","):
            with ExitStack() as part:
                bench = Bench(part, env, folder, stage, deflate=options.deflate, calm=calm)
                PHASES[name](bench, options, result)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add how many sockets, posts and minutes, and which parts."""
    parser.add_argument("--sockets", type=int, default=1000)
    parser.add_argument("--posts", type=int, default=POSTS)
    parser.add_argument("--minutes", type=int, default=10)
    parser.add_argument("--only", default=",".join(PHASES))
    parser.add_argument(
        "--deflate", action="store_true", help="compress each socket's messages, as browsers offer"
    )


if __name__ == "__main__":
    sys.exit(report.run(__doc__, compare, add_arguments))
