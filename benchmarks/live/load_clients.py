"""A thousand sockets in one process, with little CPU for each: python -m benchmarks.live.load_clients PORT.

Plain sockets and epoll; the time of arrival is recorded before anything is parsed, and parsing waits until
nothing more can be received. Commands come as JSON lines on stdin, answers go to stdout:
{"open": [{"cookie", "follow", "path"} ...]} {"report": true} {"churn": 10} {"close": true}
{"open_unread": {...}}.
Times are nanoseconds of the machine's monotonic clock, which all processes share.
"""

import base64
import contextlib
import json
import os
import random
import re
import select
import socket
import statistics
import sys
import time
import zlib
from dataclasses import dataclass, field
from typing import Any

from benchmarks.live.frames import frame, frames_in

HEAD = re.compile(rb'"after":(\d+),"through":(\d+)')
PULSE = 25.0
IN_FLIGHT = 40  # handshakes at a time
HANDSHAKE = (
    "GET {path} HTTP/1.1\r\nHost: localhost\r\nOrigin: https://localhost\r\nUpgrade: websocket\r\n"
    "Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: {key}\r\nCookie: {cookie}\r\n"
    "X-Forwarded-Proto: https\r\n{extensions}\r\n"
)
DEFLATE = "Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits\r\n"


@dataclass
class LoadClient:
    """One socket: its options, the space it follows, and its cursor."""

    options: dict[str, Any]
    connection: socket.socket
    cursor: int
    is_open: bool = False
    data: bytearray = field(default_factory=bytearray)
    inflate: Any = None
    pulse_at: float = 0.0


class LoadClients:
    """All sockets of this process."""

    def __init__(self, port: int, deflate: bool) -> None:
        self.port, self.deflate = port, deflate
        self.poll = select.epoll()
        self.clients: dict[int, LoadClient] = {}
        self.waiting: list[dict[str, Any]] = []
        self.arrivals: dict[int, list[int]] = {}
        self.received: list[tuple[LoadClient, int, bytes]] = []
        self.unread: list[socket.socket] = []
        self.gaps = self.lost = self.opened = self.messages = self.bytes = 0
        self.churn, self.churned = 0.0, time.monotonic()
        self.rng = random.Random(1)
        self.commands = b""
        os.set_blocking(0, False)
        self.poll.register(0, select.EPOLLIN)

    def connect(self, options: dict[str, Any]) -> LoadClient:
        """Connect and send the handshake; `finish_handshake` reads the response."""
        connection = socket.create_connection(("127.0.0.1", self.port), timeout=30)
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        key = base64.b64encode(os.urandom(16)).decode()
        words = HANDSHAKE.format(
            path=options["path"],
            key=key,
            cookie=options["cookie"],
            extensions=DEFLATE if self.deflate else "",
        )
        connection.sendall(words.encode())
        client = LoadClient(options, connection, options["after"])
        self.clients[connection.fileno()] = client
        connection.setblocking(False)
        self.poll.register(connection.fileno(), select.EPOLLIN)
        return client

    def disconnect(self, client: LoadClient) -> None:
        """Close the connection by a reset."""
        self.clients.pop(client.connection.fileno(), None)
        with contextlib.suppress(OSError):
            self.poll.unregister(client.connection.fileno())
        # SO_LINGER 0: a reset, as when a telephone loses its network.
        client.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
        client.connection.close()

    def run(self) -> None:
        """Read sockets and commands until stdin ends."""
        while True:
            ready = self.poll.poll(0 if self.received else 0.05)
            for number, _event in ready:
                if number == 0:
                    if not self.read_commands():
                        return
                elif client := self.clients.get(number):
                    self.receive(client)
            if not ready:
                self.parse()
                self.connect_waiting()
                self.send_pulses()

    def receive(self, client: LoadClient) -> None:
        """Read the received bytes, and record when they came."""
        try:
            data = client.connection.recv(8192)  # small: a large buffer would be mapped anew each time
        except BlockingIOError:
            return
        except OSError:
            data = b""
        if data:
            self.received.append((client, time.monotonic_ns(), data))
        else:
            self.lost += 1
            self.disconnect(client)

    def parse(self) -> None:
        """Parse what was received, in the order of arrival."""
        received, self.received = self.received, []
        for client, now, data in received:
            client.data += data
            if not client.is_open and not self.finish_handshake(client):
                continue
            for opcode, squeezed, payload in frames_in(client.data):
                if opcode == 9:
                    self.send(client, frame(payload, 10))
                elif opcode == 1:
                    self.record_events(client, now, self.unpacked(client, payload) if squeezed else payload)

    def finish_handshake(self, client: LoadClient) -> bool:
        """Read the response to the handshake, then follow the space."""
        end = client.data.find(b"\r\n\r\n")
        if end < 0:
            return False
        head = bytes(client.data[:end])
        if b" 101 " not in head.split(b"\r\n")[0] + b" ":
            self.disconnect(client)
            self.lost += 1
            return False
        del client.data[: end + 4]
        if b"permessage-deflate" in head:
            client.inflate = zlib.decompressobj(-15)
        client.is_open, client.pulse_at = True, time.monotonic() + self.rng.uniform(1, PULSE)
        self.opened += 1
        if follow := client.options.get("follow"):
            self.send(client, frame(json.dumps(follow | {"after": client.cursor}).encode()))
        return True

    def unpacked(self, client: LoadClient, payload: bytes) -> bytes:
        """Inflate one message (RFC 7692)."""
        return bytes(client.inflate.decompress(payload + b"\x00\x00\xff\xff"))

    def record_events(self, client: LoadClient, now: int, text: bytes) -> None:
        """Record the arrival of a message's events, which its first bytes name."""
        found = HEAD.search(text, 0, 400)
        if not found:
            return
        after, through = int(found[1]), int(found[2])
        self.messages += 1
        self.bytes += len(text)
        self.gaps += after != client.cursor or text.count(b'"sequence":') != through - after
        for sequence in range(after + 1, through + 1):
            self.arrivals.setdefault(sequence, []).append(now)
        client.cursor = through

    def send(self, client: LoadClient, data: bytes) -> None:
        """Send a few bytes."""
        with contextlib.suppress(OSError):
            client.connection.send(data)

    def connect_waiting(self) -> None:
        """Connect the next clients, a few at a time."""
        pending = sum(not client.is_open for client in self.clients.values())
        for _each in range(min(len(self.waiting), IN_FLIGHT - pending)):
            self.connect(self.waiting.pop())

    def send_pulses(self) -> None:
        """Send pulses; replace some sockets when churn is set."""
        now = time.monotonic()
        for client in self.clients.values():
            if client.is_open and now > client.pulse_at and client.options.get("follow"):
                client.pulse_at = now + PULSE
                self.send(client, frame(b'{"do":"pulse"}'))
        while self.churn and self.churned + 1 / self.churn < now:
            self.churned += 1 / self.churn
            if there := [each for each in self.clients.values() if each.is_open]:
                client = self.rng.choice(there)
                self.disconnect(client)
                self.waiting.append(client.options | {"after": client.cursor})

    def read_commands(self) -> bool:
        """Run the commands on stdin; return False at its end."""
        data = os.read(0, 1 << 20)
        self.commands += data
        *lines, self.commands = self.commands.split(b"\n")
        for line in lines:
            self.answer(self.run_command(json.loads(line)))
        return bool(data)

    def run_command(self, command: dict[str, Any]) -> dict[str, Any]:
        """Run one command; return the present figures."""
        if "open" in command:
            self.waiting += command["open"]
        if "churn" in command:
            self.churn, self.churned = command["churn"], time.monotonic()
        if "open_unread" in command:
            self.open_unread(command["open_unread"])
        if "close" in command:
            for client in list(self.clients.values()):
                self.disconnect(client)
            for connection in self.unread:
                connection.close()
            self.unread = []
        reply: dict[str, Any] = {"cpu": time.process_time()}
        if "report" in command:
            self.parse()
            reply["arrivals"] = {
                sequence: [len(times), int(statistics.median(times)), max(times)]
                for sequence, times in self.arrivals.items()
            }
            self.arrivals = {}
        cursors = [client.cursor for client in self.clients.values() if client.is_open]
        is_open = len(cursors)
        return reply | {
            "behind": min(cursors, default=0),
            "open": is_open,
            "waiting": len(self.waiting) + len(self.clients) - is_open,
            "gaps": self.gaps,
            "lost": self.lost,
            "opened": self.opened,
            "messages": self.messages,
            "bytes": self.bytes,
        }

    def open_unread(self, options: dict[str, Any]) -> None:
        """Open a socket that follows the space and never reads."""
        client = self.connect(options)
        self.poll.unregister(client.connection.fileno())
        client.connection.setblocking(True)
        while b"\r\n\r\n" not in client.data:
            client.data += client.connection.recv(1)
        self.clients.pop(client.connection.fileno())
        client.connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        client.connection.sendall(frame(json.dumps(options["follow"] | {"after": client.cursor}).encode()))
        self.unread.append(client.connection)

    def answer(self, content: dict[str, Any]) -> None:
        """Write one line."""
        os.set_blocking(1, True)
        sys.stdout.write(json.dumps(content) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    LoadClients(int(sys.argv[1]), "deflate" in sys.argv).run()
