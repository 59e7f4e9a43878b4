"""Request one URL as fast as possible: python -m benchmarks.load URL SECONDS [COOKIE].

It is a separate process, so that its CPU is not counted as the server's. Prints JSON: the measured requests,
their seconds, and the number of all requests. Exits with 1 at a response other than 200.
"""

import http.client
import json
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import urlsplit

import psycopg

KINDS = ("content", "discussion", "people")
CONNECTIONS = 2  # at a time: enough that the one worker never waits


def ask(host: str, path: str, headers: dict[str, str]) -> None:
    """Send one request on a new connection, as the sync worker needs; raise ValueError when it is not 200."""
    line = http.client.HTTPConnection(host, timeout=30)
    line.request("GET", path, headers=headers)
    answer = line.getresponse()
    answer.read()
    line.close()
    if answer.status != 200:
        raise ValueError(f"{path} answered {answer.status}")


def changes_in(database: str) -> Callable[[], None]:
    """Return a function that raises all versions of content in a PostgreSQL database; nothing without one."""
    if not database:
        return lambda: None
    line = psycopg.connect(database, autocommit=True)
    values = ", ".join(f"('{kind}', 1)" for kind in KINDS)
    return lambda: line.execute(f"INSERT INTO web_contentchange (kind, amount) VALUES {values}") and None  # noqa: S608


def main(url: str, seconds: float, cookie: str = "", database: str = "") -> None:
    """Send requests for `seconds`, after a few that warm up the server.

    With the address of the site's `database`, content changes before each request.
    """
    change = changes_in(database)
    parts = urlsplit(url)
    headers = {"Host": "localhost", "X-Forwarded-Proto": "https"} | ({"Cookie": cookie} if cookie else {})
    warming = 10 if seconds > 1 else 2
    for _request in range(warming):
        change()
        ask(parts.netloc, parts.path, headers)
    start = time.monotonic()

    def work() -> int:
        count = 0
        while time.monotonic() - start < seconds:
            change()
            ask(parts.netloc, parts.path, headers)
            count += 1
        return count

    with ThreadPoolExecutor(CONNECTIONS) as pool:
        count = sum(each.result() for each in [pool.submit(work) for _connection in range(CONNECTIONS)])
    took = time.monotonic() - start
    print(json.dumps({"requests": count, "seconds": took, "asked": count + warming}))


if __name__ == "__main__":
    main(sys.argv[1], float(sys.argv[2]), *sys.argv[3:])
