"""Request URLs as fast as possible: python -m benchmarks.load, with a JSON object in each line of its input.

It is a separate process, so that its CPU is not counted as the server's. An object has the arguments of
`load`; for each of them one is printed: the measured requests, their seconds, and the number of all requests.
Exits with 1 at a response other than 200.
"""

import http.client
import json
import sys
import time
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from typing import Any
from urllib.parse import urlsplit

import psycopg

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


@cache
def connection_to(database: str) -> psycopg.Connection[Any]:
    """Return a connection to a PostgreSQL database."""
    return psycopg.connect(database, autocommit=True)


def changes_in(database: str, kinds: Iterable[str]) -> Callable[[], None]:
    """Return a function that raises the versions of these kinds of content; without kinds it does nothing."""
    rows = [(kind,) for kind in kinds]
    if not rows:
        return lambda: None

    def change() -> None:
        with connection_to(database).cursor() as cursor:
            cursor.executemany("INSERT INTO web_contentchange (kind, amount) VALUES (%s, 1)", rows)

    return change


def load(
    url: str, seconds: float, cookie: str = "", database: str = "", kinds: Iterable[str] = ()
) -> dict[str, float]:
    """Send requests for `seconds`, after a few that warm up the server; return the figures.

    With `kinds`, such content changes before each request, in the site's `database`.
    """
    change = changes_in(database, kinds)
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
    return {"requests": count, "seconds": took, "asked": count + warming}


if __name__ == "__main__":
    for line in sys.stdin:
        print(json.dumps(load(**json.loads(line))), flush=True)
