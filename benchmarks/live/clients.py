"""Clients that use WebSocket or poll by HTTP, and record all messages in the order of arrival.

They keep a cursor for each space and reconnect with it after a drop. Each failure doubles the time within
which they reconnect at random, as the site's own pages do (static/js/live/transport.js). They neither
remove duplicates nor sort: the record shows exactly what the site sent.
"""

import asyncio
import json
import random
import time
from collections import Counter, deque
from dataclasses import dataclass, field, replace
from typing import Any

import httpx
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import InvalidHandshake, WebSocketException

from benchmarks.live.actions import MARK

ORIGIN = "https://localhost"
SERVED_BY = "X-Served-By"  # the header in which the trial's nginx names the server process of a connection
FIRST, LAST = 0.5, 10.0  # seconds within which a client reconnects: after the first failure, and at most


@dataclass(frozen=True)
class ConnectionState:
    """One connection: its server process, and times of the client's clock (monotonic).

    `answered` is when the newest pulse that got a response was sent: later messages were sent later.
    """

    server: str = ""
    begun: float = 0.0
    opened: float = 0.0
    answered: float = 0.0


@dataclass(frozen=True)
class SeenMark:
    """A mark that was seen: when it was requested and received (monotonic), and in which message.

    `line` is the state of the connection at that time; None for a response over HTTP.
    """

    asked: float
    came: float
    through: int
    mark: str
    line: ConnectionState | None = None


@dataclass
class Record:
    """What one client was sent from one space: sequences and kinds in the order of arrival."""

    space: str
    start: int
    cursor: int
    audience: str
    got: list[tuple[int, str]] = field(default_factory=list)
    seen_marks: list[SeenMark] = field(default_factory=list)
    screen: dict[int, tuple[str, ...]] = field(default_factory=dict)  # post number -> marks in its fragment
    wrong_starts: int = 0  # messages that did not begin at our cursor
    resets: int = 0
    asked: float = 0.0  # when the client last named its cursor
    line: ConnectionState | None = None
    pushed: list[tuple[ConnectionState, int, float]] = field(
        default_factory=list
    )  # messages: after what, and when

    def take(self, message: dict[str, Any], now: float) -> None:
        """Record a message of this space."""
        if message.get("reset"):
            self.resets += 1
            self.cursor = message["through"]
            return
        self.wrong_starts += message["after"] != self.cursor
        if self.line and message["events"]:
            self.pushed.append((self.line, message["after"], now))
        for event in message["events"]:
            self.got.append((event["sequence"], event["kind"]))
            marks = tuple(MARK.findall(json.dumps(event)))
            self.seen_marks += [
                SeenMark(self.asked, now, message["through"], mark, self.line) for mark in marks
            ]
            if "post" in event and "html" in event:
                self.screen[event["post"]] = marks
        self.cursor = message["through"]


class SocketClient:
    """One person with one socket, which follows some spaces."""

    away = 10.0  # seconds, at most, that one in ten drops lasts
    pulse = 2.0  # seconds between two pulses, see `ConnectionState.answered`

    def __init__(self, address: str, cookie: str, language: str, records: list[Record], seed: str) -> None:
        self.address, self.language, self.rng = address, language, random.Random(seed)
        self.headers = {"Cookie": cookie, "Origin": ORIGIN}
        self.records = {record.space: record for record in records}
        self.counts: Counter[str] = Counter()
        self.line: ClientConnection | None = None
        self.pulses: deque[float] = deque()  # when the pulses without a response were sent
        self.stopping = self.calm = False  # calm: nothing is killed any more, and all ports are open
        self.served = False  # the present connection has received events
        self.failures = 0  # in a row
        self.attempts = self.most_attempts = 0  # when calm, until the site responds

    async def run(self, delay: float = 0) -> None:
        """Stay connected, whatever happens, until `stop`."""
        await asyncio.sleep(delay)
        while not self.stopping:
            self._attempt()
            try:
                await self._session()
            except (OSError, WebSocketException, InvalidHandshake, TimeoutError, EOFError) as error:
                self.counts[f"ended by {type(error).__name__}"] += 1
            # Some stay disconnected for a while, and reconnect with an old cursor.
            away = self.away if self.rng.random() < 0.1 and not self.calm else 0
            await asyncio.sleep(self.rng.uniform(0, max(away, self._pause())))

    def _attempt(self) -> None:
        self.attempts += self.calm
        self.most_attempts = max(self.most_attempts, self.attempts)

    def _pause(self) -> float:
        """Count one more failure; return the seconds within which to reconnect."""
        self.failures += 1
        return float(min(LAST, FIRST * 2 ** (self.failures - 1)))

    def _answered(self) -> None:
        self.failures = self.attempts = 0

    async def _session(self) -> None:
        address, begun = f"ws://{self.address}/ws/live/", time.monotonic()
        async with asyncio.timeout(15):
            self.line = line = await connect(
                address, additional_headers=self.headers, proxy=None, compression=None, open_timeout=10,
                max_size=None, ping_interval=5, ping_timeout=10, close_timeout=1,
            )  # fmt: skip
        try:
            self.counts["connected"] += 1
            self.served = False
            self.pulses.clear()
            server = line.response.headers.get(SERVED_BY, "") if line.response else ""
            opened = ConnectionState(server, begun, time.monotonic())
            for record in self.records.values():
                record.line, record.asked = opened, time.monotonic()
                await line.send(self._follow(record))
            beating = asyncio.ensure_future(self._beat(line))
            try:
                async for text in line:
                    self._answered()
                    self._take(json.loads(text))
            finally:
                beating.cancel()
            self.counts[f"closed {line.close_code}"] += 1
        finally:
            line.transport.abort()
            self.line = None

    def _follow(self, record: Record) -> str:
        words = {"do": "follow", "space": record.space, "language": self.language, "after": record.cursor}
        return json.dumps(words)

    async def _beat(self, line: ClientConnection) -> None:
        while True:
            await asyncio.sleep(self.pulse)
            self.pulses.append(time.monotonic())
            await line.send('{"do":"pulse"}')

    def _take(self, message: dict[str, Any]) -> None:
        record = self.records.get(message.get("space", ""))
        if message.get("pulse") and self.pulses:
            sent = self.pulses.popleft()
            for each in self.records.values():
                each.line = replace(each.line or ConnectionState(), answered=sent)
        elif record is None:
            self.counts["other"] += 1
        elif message.get("refused"):
            self.counts["refused"] += 1
            if self.line:
                self.line.transport.abort()
        elif "through" in message:
            self.served = self.served or bool(message.get("events"))
            record.take(message, time.monotonic())

    def drop(self) -> bool:
        """Abort the connection; return whether there was one."""
        if self.line is None:
            return False
        self.line.transport.abort()
        self.counts["dropped"] += 1
        return True

    def stop(self) -> None:
        """Disconnect, and do not reconnect."""
        self.stopping = True
        self.drop()


class PollingClient(SocketClient):
    """One person without a socket, who polls by HTTP for the events after the cursor."""

    async def run(self, delay: float = 0) -> None:
        """Poll about every two seconds, later after failures, until `stop`."""
        await asyncio.sleep(delay)
        headers = self.headers | {"Host": "localhost", "X-Forwarded-Proto": "https"}
        async with httpx.AsyncClient(headers=headers, timeout=10, trust_env=False) as client:
            while not self.stopping:
                for record in self.records.values():
                    if not await self._ask(client, record):
                        await asyncio.sleep(self.rng.uniform(0, self._pause()))
                await asyncio.sleep(self.rng.uniform(1.5, 2.5))

    async def _ask(self, client: httpx.AsyncClient, record: Record) -> bool:
        """Poll once; return whether there was a response."""
        address = f"http://{self.address}/{self.language}/live/{record.space}/"
        self._attempt()
        record.asked = time.monotonic()
        try:
            answer = await client.get(address, params={"after": record.cursor})
        except httpx.HTTPError as error:
            self.counts[f"ended by {type(error).__name__}"] += 1
            return False
        self.counts[f"answer {answer.status_code}"] += 1
        if answer.status_code != 200:
            return False
        self._answered()
        record.take(answer.json(), time.monotonic())
        return True

    def drop(self) -> bool:
        """Return False: there is no connection to abort."""
        return False
