"""What benchmarks/realtime.py measures with: one server process, its clients, the posters, their figures."""

import json
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psutil
import redis

from benchmarks.live import network
from benchmarks.live.processes import ROOT, Program, await_port
from tools.services import die_with_parent

MEGABYTE = 1024 * 1024


@dataclass(frozen=True)
class Delays:
    """Milliseconds from the commit to the median and to the last socket, for each post that reached all."""

    middle: list[float]
    last: list[float]
    short: int  # posts that did not reach as many sockets as there were

    def row(self, name: str) -> str:
        """Return a row of the table: p50 and p95 of both."""
        cells = [percentile(each, p) for each in (self.middle, self.last) for p in (50, 95)]
        return f"| {name} | {len(self.last)} | " + " | ".join(f"{cell:.1f}" for cell in cells) + " |"


def percentile(values: list[float], p: int) -> float:
    """Return a percentile; the one value when there is only one."""
    return statistics.quantiles(values, n=100, method="inclusive")[p - 1] if len(values) > 1 else values[0]


class JsonProcess:
    """A child process that responds to JSON lines with JSON lines."""

    def __init__(self, env: dict[str, str], *words: str) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", *words],
            cwd=ROOT,
            env=env,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            start_new_session=True,
            preexec_fn=die_with_parent,
        )

    def ask(self, **command: Any) -> dict[str, Any]:
        """Send a command; return the response."""
        assert self.process.stdin
        assert self.process.stdout
        self.process.stdin.write(json.dumps(command) + "\n")
        self.process.stdin.flush()
        line = self.process.stdout.readline()
        if not line:
            sys.exit("The process of the clients has ended.")
        return dict(json.loads(line))

    def end(self) -> None:
        """Kill it: it has no data to save."""
        self.process.kill()
        self.process.wait(60)


class Measurement:
    """One server process with PostgreSQL and Redis, and the processes of its clients and posters."""

    def __init__(
        self,
        stack: ExitStack,
        env: dict[str, str],
        folder: Path,
        data: Any,
        *,
        deflate: bool,
        calm: float = 1.0,
    ) -> None:
        """Start the server; `calm` scales the pauses between two parts, so that none slows down the next."""
        self.calm = calm
        self.env, self.data, self.stack, self.deflate = env, data, stack, deflate
        self.port = network.high_port()
        command = network.uvicorn(self.port, "benchmarks.live.baseline:application", deflate=deflate)
        self.server = Program("server", command, folder, env, port=self.port)
        network.stopped_at_end(stack, self.server)
        await_port(self.port, 90, self.server.words)
        assert self.server.process
        self.watched = psutil.Process(self.server.process.pid)
        self.redis = redis.Redis.from_url(env["REDIS_URL"])
        self.thread = data.threads[0]

    def clients(self) -> JsonProcess:
        """Start the process of the clients, without sockets."""
        words = ["deflate"] if self.deflate else []
        process = JsonProcess(self.env, "benchmarks.live.load_clients", str(self.port), *words)
        self.stack.callback(process.end)
        return process

    def bare_writes(self, size: int, posts: int, rate: float, sockets: int) -> float:
        """Return the CPU milliseconds that a server needs to write so many bytes to the sockets, a post."""
        server = JsonProcess(self.env, "benchmarks.live.bare_writes")
        self.stack.callback(server.end)
        port = server.ask(size=size, posts=posts, rate=rate)["port"]
        clients = JsonProcess(self.env, "benchmarks.live.load_clients", str(port))
        self.stack.callback(clients.end)
        clients.ask(open=[{"path": "/", "cookie": "", "after": 0}] * sockets)
        wait_until(lambda: clients.ask()["open"] >= sockets, 120, f"{sockets} bare sockets")
        return float(server.ask()["cpu"])

    def client_options(self, count: int, *, live: bool = True) -> list[dict[str, Any]]:
        """Return the options of so many clients of the live socket, or of the baseline's."""
        follow = {"do": "follow", "space": str(self.thread.space.public_id), "language": "en"}
        after = self.last() if live else 0
        path = "/ws/live/" if live else "/ws/baseline/"
        return [
            {"path": path, "cookie": cookie, "after": after, "follow": follow if live else None}
            for cookie in list(self.data.cookies.values())[:count]
        ]

    def last(self) -> int:
        """Return the last sequence of the space."""
        from core.realtime.models import Space

        return int(Space.objects.values_list("last", flat=True).get(pk=self.thread.space_id))

    def open_sockets(self, clients: JsonProcess, count: int, *, live: bool = True) -> float:
        """Open `count` sockets; return the seconds it took."""
        began = time.monotonic()
        clients.ask(open=self.client_options(count, live=live))
        wait_until(lambda: clients.ask()["open"] >= count, 120, f"{count} sockets")
        took = time.monotonic() - began
        time.sleep(4 * self.calm)  # presence is sent every three seconds
        return took

    @contextmanager
    def posters(self, way: str, many: int, count: int, rate: float, length: int = 400) -> Iterator[list[Any]]:
        """Start posters, which wait for a line on stdin to begin; yield their processes."""
        made = []
        for n in range(many):
            words = [
                way,
                str(self.thread.pk),
                str(self.data.writers[n].pk),
                str(count),
                str(rate),
                str(length),
            ]
            made.append(JsonProcess(self.env, "benchmarks.live.poster", *words).process)
        try:
            if not all(process.stdout and process.stdout.readline() for process in made):
                sys.exit("A poster did not start.")
            yield made
        finally:
            for process in made:
                process.kill()
                process.wait(60)

    def post(self, way: str, many: int, count: int, rate: float, length: int = 400) -> dict[int, int]:
        """Post; return when each sequence was committed."""
        with self.posters(way, many, count, rate, length) as processes:
            for process in processes:
                process.stdin.write("go\n")
                process.stdin.flush()
            return dict(json.loads(line) for process in processes for line in process.stdout)

    def delays(self, clients: JsonProcess, committed: dict[int, int], sockets: int) -> Delays:
        """Compare arrivals with commits, once all have arrived, or after some seconds."""
        end = time.monotonic() + 5
        while clients.ask()["behind"] < max(committed) and time.monotonic() < end:
            time.sleep(0.2)
        arrivals = clients.ask(report=True)["arrivals"]
        middle, last, short = [], [], 0
        for sequence, at in committed.items():
            count, half, end = arrivals.get(str(sequence), (0, 0, 0))
            if count < sockets:
                short += 1
                continue
            middle.append((half - at) / 1e6)
            last.append((end - at) / 1e6)
        return Delays(middle, last, short)

    def cpu(self) -> float:
        """CPU seconds of the server."""
        times = self.watched.cpu_times()
        return float(times.user + times.system)

    def memory(self) -> float:
        """Resident megabytes of the server."""
        return float(self.watched.memory_info().rss) / MEGABYTE

    def figures(self) -> dict[str, Any]:
        """Return the hub's figures as it last wrote them (every ten seconds)."""
        from core.realtime.models import ProcessHeartbeat

        beat = ProcessHeartbeat.objects.filter(process__endswith=f":{self.watched.pid}").first()
        return dict(beat.stats) if beat else {}

    def in_redis(self) -> dict[str, Any]:
        """Return what live discussion has in Redis: keys, subscribed channels, connections."""
        keys = [key.decode() for key in self.redis.keys("*")]
        return {
            "keys": sorted(key for key in keys if not key.startswith("commons:1:")),  # not the cache's
            "channels": len(self.redis.pubsub_channels()),
            "clients": self.redis.info("clients")["connected_clients"],
        }


def wait_until(condition: Callable[[], Any], seconds: float, words: str) -> None:
    """Wait for the condition; raise SystemExit when it stays false."""
    end = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > end:
            sys.exit(f"No result while waiting for {words}.")
        time.sleep(0.2)


def busy() -> str:
    """Return how busy the machine is."""
    return f"load average {os.getloadavg()[0]:.1f}"
