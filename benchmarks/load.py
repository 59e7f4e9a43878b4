"""Asks for one address as fast as it is answered: python -m benchmarks.load URL SECONDS [COOKIE].

A process of its own, so that its work is not counted as the server's. Prints JSON: the requests that were
measured, in how many seconds, and how many were asked in all. Exits with 1 at an answer other than 200.
"""

import http.client
import json
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import urlsplit

CONNECTIONS = 2  # at a time: enough that the one worker never waits for us


def ask(host: str, path: str, headers: dict[str, str]) -> None:
    """Ask once on a new connection, as the sync worker needs; raise ValueError when the answer is not 200."""
    line = http.client.HTTPConnection(host, timeout=30)
    line.request("GET", path, headers=headers)
    answer = line.getresponse()
    answer.read()
    line.close()
    if answer.status != 200:
        raise ValueError(f"{path} answered {answer.status}")


def main(url: str, seconds: float, cookie: str = "") -> None:
    """Ask for `seconds`, after a few requests that warm the server up."""
    parts = urlsplit(url)
    headers = {"Host": "localhost", "X-Forwarded-Proto": "https"} | ({"Cookie": cookie} if cookie else {})
    warming = 10 if seconds > 1 else 2
    for _request in range(warming):
        ask(parts.netloc, parts.path, headers)
    start = time.monotonic()

    def work() -> int:
        count = 0
        while time.monotonic() - start < seconds:
            ask(parts.netloc, parts.path, headers)
            count += 1
        return count

    with ThreadPoolExecutor(CONNECTIONS) as pool:
        count = sum(each.result() for each in [pool.submit(work) for _connection in range(CONNECTIONS)])
    took = time.monotonic() - start
    print(json.dumps({"requests": count, "seconds": took, "asked": count + warming}))


if __name__ == "__main__":
    main(sys.argv[1], float(sys.argv[2]), *sys.argv[3:])
