"""Asks for one address as fast as it is answered: python -m benchmarks.load URL SECONDS [COOKIE].

A process of its own, so that its work is not counted as the server's. Prints JSON: requests, seconds,
median milliseconds, bytes of one answer.
"""

import http.client
import json
import statistics
import sys
import threading
import time
from urllib.parse import urlsplit

HANDS = 2  # connections at a time: enough that the one worker never waits for us


def ask(host: str, path: str, headers: dict[str, str]) -> int:
    """Ask once on a new connection, as the sync worker needs; give the bytes. Only 200 will do."""
    line = http.client.HTTPConnection(host, timeout=30)
    line.request("GET", path, headers=headers)
    answer = line.getresponse()
    body = answer.read()
    line.close()
    if answer.status != 200:
        sys.exit(f"{path} answered {answer.status}")
    return len(body)


def main(url: str, seconds: float, cookie: str = "") -> None:
    """Ask for `seconds`, after a few requests that warm the server up."""
    parts = urlsplit(url)
    headers = {"Host": "localhost", "X-Forwarded-Proto": "https"} | ({"Cookie": cookie} if cookie else {})
    size = [ask(parts.netloc, parts.path, headers) for _warming in range(10)][-1]
    took: list[float] = []
    start = time.monotonic()

    def work() -> None:
        while time.monotonic() - start < seconds:
            began = time.monotonic()
            ask(parts.netloc, parts.path, headers)
            took.append(time.monotonic() - began)

    hands = [threading.Thread(target=work) for _hand in range(HANDS)]
    for hand in hands:
        hand.start()
    for hand in hands:
        hand.join(600)
    result = {
        "requests": len(took),
        "seconds": time.monotonic() - start,
        "median_ms": statistics.median(took) * 1000,
        "bytes": size,
    }
    print(json.dumps(result))


if __name__ == "__main__":
    main(sys.argv[1], float(sys.argv[2]), *sys.argv[3:])
