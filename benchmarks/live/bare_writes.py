"""The least that live discussion can cost: a server that only writes the same bytes to as many sockets.

python -m benchmarks.live.bare_writes: reads {"size", "posts", "rate"} as JSON and answers {"port"}; waits for
a line, by which all clients have connected; writes, and answers {"cpu"}: milliseconds of CPU a post. It runs
on uvloop, as the site does.
"""

import asyncio
import json
import struct
import sys
import time
from typing import Any

import uvloop

SWITCHED = b"HTTP/1.1 101 Switching Protocols\r\n\r\n"


class Connection(asyncio.Protocol):
    """A client, which is answered as if a WebSocket was opened."""

    opened: list[asyncio.Transport] = []

    def connection_made(self, transport: Any) -> None:
        """Keep the transport for the answer."""
        self.transport = transport

    def data_received(self, data: bytes) -> None:
        """Answer the handshake."""
        if data.endswith(b"\r\n\r\n"):
            self.transport.write(SWITCHED)
            self.opened.append(self.transport)


def answer(**content: Any) -> None:
    """Write one line."""
    print(json.dumps(content), flush=True)


async def serve(size: int, posts: int, rate: float) -> None:
    """Accept the clients, then write to all of them `posts` times, `rate` times a second."""
    loop = asyncio.get_running_loop()
    server = await loop.create_server(Connection, "127.0.0.1", 0, backlog=2048)
    answer(port=server.sockets[0].getsockname()[1])
    await loop.run_in_executor(None, sys.stdin.readline)
    message = bytes([0x81, 126]) + struct.pack("!H", size) + b" " * size
    start = time.process_time()
    for _post in range(posts):
        for transport in Connection.opened:
            transport.write(message)
        await asyncio.sleep(1 / rate)
    answer(cpu=(time.process_time() - start) / posts * 1e3)


if __name__ == "__main__":
    uvloop.run(serve(**json.loads(sys.stdin.readline())))
