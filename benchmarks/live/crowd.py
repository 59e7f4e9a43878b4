"""A thousand sockets in one process, as cheap as Python allows: python -m benchmarks.live.crowd PORT.

Plain sockets and epoll; the moment of arrival is noted before anything is parsed, and parsing waits until
nothing more is there to be received. Commands come as JSON lines on stdin, answers go to stdout:
{"open": [{"cookie", "follow", "path"} ...]} {"report": true} {"churn": 10} {"close": true} {"mute": {...}}.
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
class Member:
    """One socket: who, what it follows, how far it is."""

    seat: dict[str, Any]
    line: socket.socket
    cursor: int
    is_open: bool = False
    data: bytearray = field(default_factory=bytearray)
    inflate: Any = None
    pulse_at: float = 0.0


class Crowd:
    """All sockets of this process."""

    def __init__(self, port: int, deflate: bool) -> None:
        self.port, self.deflate = port, deflate
        self.poll = select.epoll()
        self.members: dict[int, Member] = {}
        self.waiting: list[dict[str, Any]] = []
        self.arrivals: dict[int, list[int]] = {}
        self.raw: list[tuple[Member, int, bytes]] = []
        self.muted: list[socket.socket] = []
        self.gaps = self.lost = self.opened = self.messages = 0
        self.churn, self.churned = 0.0, time.monotonic()
        self.dice = random.Random(1)
        self.commands = b""
        os.set_blocking(0, False)
        self.poll.register(0, select.EPOLLIN)

    def enter(self, seat: dict[str, Any]) -> Member:
        """Connect and ask for the socket; the rest happens when it answers."""
        line = socket.create_connection(("127.0.0.1", self.port), timeout=30)
        line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        key = base64.b64encode(os.urandom(16)).decode()
        words = HANDSHAKE.format(
            path=seat["path"], key=key, cookie=seat["cookie"], extensions=DEFLATE if self.deflate else ""
        )
        line.sendall(words.encode())
        member = Member(seat, line, seat["after"])
        self.members[line.fileno()] = member
        line.setblocking(False)
        self.poll.register(line.fileno(), select.EPOLLIN)
        return member

    def leave(self, member: Member) -> None:
        """Tear the connection off."""
        self.members.pop(member.line.fileno(), None)
        with contextlib.suppress(OSError):
            self.poll.unregister(member.line.fileno())
        # SO_LINGER 0: a reset, as when a telephone loses its net.
        member.line.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
        member.line.close()

    def run(self) -> None:
        """Until stdin ends."""
        while True:
            ready = self.poll.poll(0 if self.raw else 0.05)
            for number, _event in ready:
                if number == 0:
                    if not self.listen():
                        return
                elif member := self.members.get(number):
                    self.receive(member)
            if not ready:
                self.parse()
                self.admit()
                self.tend()

    def receive(self, member: Member) -> None:
        """Take what is there, and note when."""
        try:
            data = member.line.recv(8192)  # small: a large buffer would be mapped anew each time
        except BlockingIOError:
            return
        except OSError:
            data = b""
        if data:
            self.raw.append((member, time.monotonic_ns(), data))
        else:
            self.lost += 1
            self.leave(member)

    def parse(self) -> None:
        """Read what was received; in the order of arrival."""
        raw, self.raw = self.raw, []
        for member, now, data in raw:
            member.data += data
            if not member.is_open and not self.begin(member):
                continue
            for opcode, squeezed, payload in frames_in(member.data):
                if opcode == 9:
                    self.say(member, frame(payload, 10))
                elif opcode == 1:
                    self.take(member, now, self.unpacked(member, payload) if squeezed else payload)

    def begin(self, member: Member) -> bool:
        """Take the answer to the handshake, then follow."""
        end = member.data.find(b"\r\n\r\n")
        if end < 0:
            return False
        head = bytes(member.data[:end])
        if b" 101 " not in head.split(b"\r\n")[0] + b" ":
            self.leave(member)
            self.lost += 1
            return False
        del member.data[: end + 4]
        if b"permessage-deflate" in head:
            member.inflate = zlib.decompressobj(-15)
        member.is_open, member.pulse_at = True, time.monotonic() + self.dice.uniform(1, PULSE)
        self.opened += 1
        if follow := member.seat.get("follow"):
            self.say(member, frame(json.dumps(follow | {"after": member.cursor}).encode()))
        return True

    def unpacked(self, member: Member, payload: bytes) -> bytes:
        """Inflate one message (RFC 7692)."""
        return bytes(member.inflate.decompress(payload + b"\x00\x00\xff\xff"))

    def take(self, member: Member, now: int, text: bytes) -> None:
        """Record a message of events; its head says which."""
        found = HEAD.search(text, 0, 400)
        if not found:
            return
        after, through = int(found[1]), int(found[2])
        self.messages += 1
        self.gaps += after != member.cursor or text.count(b'"sequence":') != through - after
        for sequence in range(after + 1, through + 1):
            self.arrivals.setdefault(sequence, []).append(now)
        member.cursor = through

    def say(self, member: Member, data: bytes) -> None:
        """Send a few bytes."""
        with contextlib.suppress(OSError):
            member.line.send(data)

    def admit(self) -> None:
        """Let the next ones in, a few at a time."""
        pending = sum(not member.is_open for member in self.members.values())
        for _each in range(min(len(self.waiting), IN_FLIGHT - pending)):
            self.enter(self.waiting.pop())

    def tend(self) -> None:
        """Send pulses; when there is churn, replace some sockets."""
        now = time.monotonic()
        for member in self.members.values():
            if member.is_open and now > member.pulse_at and member.seat.get("follow"):
                member.pulse_at = now + PULSE
                self.say(member, frame(b'{"do":"pulse"}'))
        while self.churn and self.churned + 1 / self.churn < now:
            self.churned += 1 / self.churn
            if there := [each for each in self.members.values() if each.is_open]:
                member = self.dice.choice(there)
                self.leave(member)
                self.waiting.append(member.seat | {"after": member.cursor})

    def listen(self) -> bool:
        """Obey what is on stdin; False at its end."""
        data = os.read(0, 1 << 20)
        self.commands += data
        *lines, self.commands = self.commands.split(b"\n")
        for line in lines:
            self.answer(self.obey(json.loads(line)))
        return bool(data)

    def obey(self, command: dict[str, Any]) -> dict[str, Any]:
        """Do one command; every one is answered with the present figures."""
        if "open" in command:
            self.waiting += command["open"]
        if "churn" in command:
            self.churn, self.churned = command["churn"], time.monotonic()
        if "mute" in command:
            self.mute(command["mute"])
        if "close" in command:
            for member in list(self.members.values()):
                self.leave(member)
            for line in self.muted:
                line.close()
            self.muted = []
        told: dict[str, Any] = {"cpu": time.process_time()}
        if "report" in command:
            self.parse()
            told["arrivals"] = {
                sequence: [len(times), int(statistics.median(times)), max(times)]
                for sequence, times in self.arrivals.items()
            }
            self.arrivals = {}
        cursors = [member.cursor for member in self.members.values() if member.is_open]
        is_open = len(cursors)
        return told | {
            "behind": min(cursors, default=0),
            "open": is_open,
            "waiting": len(self.waiting) + len(self.members) - is_open,
            "gaps": self.gaps,
            "lost": self.lost,
            "opened": self.opened,
            "messages": self.messages,
        }

    def mute(self, seat: dict[str, Any]) -> None:
        """Open a socket that follows and then never reads."""
        member = self.enter(seat)
        self.poll.unregister(member.line.fileno())
        member.line.setblocking(True)
        while b"\r\n\r\n" not in member.data:
            member.data += member.line.recv(1)
        self.members.pop(member.line.fileno())
        member.line.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        member.line.sendall(frame(json.dumps(seat["follow"] | {"after": member.cursor}).encode()))
        self.muted.append(member.line)

    def answer(self, content: dict[str, Any]) -> None:
        """Write one line."""
        os.set_blocking(1, True)
        sys.stdout.write(json.dumps(content) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    Crowd(int(sys.argv[1]), "deflate" in sys.argv).run()
