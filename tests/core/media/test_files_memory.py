"""A large file sent by the real ASGI server needs little memory, however slowly it is read."""

import http.client
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import psutil
import pytest

from tests.waiting import wait_for

ROOT = Path(__file__).resolve().parents[3]
MEGABYTE = 1024 * 1024


@contextmanager
def serving(application: str, var: Path) -> Iterator[tuple[int, psutil.Process]]:
    """Run the site with its data in `var`; yield its port and its process."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    env = {
        **os.environ,
        "VAR_DIR": str(var),
        "DJANGO_SETTINGS_MODULE": "config.settings.embedded",
        "LOG_LEVEL": "ERROR",
    }
    command = [
        sys.executable,
        "-W",
        "ignore",
        "-m",
        "uvicorn",
        application,
        "--port",
        str(port),
        "--lifespan",
        "off",
        "--log-level",
        "error",
    ]
    running = subprocess.Popen(command, cwd=ROOT, env=env)
    try:
        wait_for(lambda: answers(port))
        fetch(port, "small.jpg", psutil.Process(running.pid))
        yield port, psutil.Process(running.pid)
    finally:
        running.terminate()
        try:
            running.wait(10)
        finally:
            running.kill()


def answers(port: int) -> bool:
    """Return whether the server listens."""
    with suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
        return True
    return False


def fetch(port: int, name: str, process: psutil.Process) -> tuple[int, int]:
    """Read the file after a pause; return the number of bytes and the server's highest memory."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    connection.request("GET", f"/media/images/{name}")
    answer = connection.getresponse()
    assert answer.status == 200
    total, most = len(answer.read(MEGABYTE)), 0
    if total == MEGABYTE:
        time.sleep(0.3)  # a slow connection: unread data must stay on the disk
    while chunk := answer.read(4 * MEGABYTE):
        total += len(chunk)
        most = max(most, process.memory_info().rss)
    connection.close()
    return total, most


@pytest.fixture
def var(tmp_path: Path) -> Path:
    (tmp_path / "media" / "images").mkdir(parents=True)
    for name, size in (("small.jpg", 1), ("large.mp4", 200 * MEGABYTE), ("control.mp4", 30 * MEGABYTE)):
        with (tmp_path / "media" / "images" / name).open("wb") as file:
            file.truncate(size)  # sparse: no disk is used
    return tmp_path


def growth(application: str, var: Path, name: str, size: int) -> float:
    with serving(application, var) as (port, process):
        before = process.memory_info().rss
        total, most = fetch(port, name, process)
    assert total == size
    return (most - before) / MEGABYTE


def test_a_file_of_200_megabytes_needs_less_than_20(var: Path) -> None:
    assert growth("config.asgi:application", var, "large.mp4", 200 * MEGABYTE) < 20


def test_control_a_plain_response_keeps_the_whole_file_in_memory(var: Path) -> None:
    assert growth("tests.core.plain_site:application", var, "control.mp4", 30 * MEGABYTE) > 20
