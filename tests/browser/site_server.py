"""The site as `make run` serves it, with a folder and a port of its own."""

import email
import email.policy
import http.client
import os
import re
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.database import alone, copy_migrated
from tests.waiting import wait_for

ROOT = Path(__file__).resolve().parent.parent.parent
# What `make run` does with a migrated database before its first start, in two parallel parts.
PARTS = (
    "from tools import setup; setup.compile_messages(); from tools import prepare; prepare.load_content()",
    "from tools import prepare; prepare.build_static_files()",
)
PREPARED_WITHIN, OPENS_WITHIN = 290, 120  # seconds


@dataclass(frozen=True)
class RunningSite:
    """A running site: its URL, and the folder with its mails."""

    url: str
    folder: Path

    def mails_to(self, address: str) -> list[str]:
        """Return the texts of the mails to an address, oldest first."""
        paths = sorted((self.folder / "mail").glob("*.eml"), key=lambda path: path.stat().st_mtime_ns)
        letters = [email.message_from_bytes(path.read_bytes(), policy=email.policy.default) for path in paths]
        return [
            letter.get_body(("plain",)).get_content()  # type: ignore[union-attr]
            for letter in letters
            if address in str(letter["To"])
        ]

    def link_in_mail(self, address: str, part: str, patience: float = 20) -> str:
        """Wait for a mail to `address` and return its link that contains `part`."""
        link = re.compile(rf"https?://\S*{part}\S*")
        found: list[str] = wait_for(
            lambda: [link.findall(text)[0] for text in self.mails_to(address) if link.search(text)], patience
        )
        return found[-1]


def free_port() -> int:
    """Return a free port."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _answers(port: int) -> bool:
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=2)
    try:
        line.request("GET", "/readyz", headers={"Host": "localhost"})
        return line.getresponse().status == 200
    except OSError:
        return False
    finally:
        line.close()


def environment(folder: Path) -> dict[str, str]:
    """Return the environment of a program of the site below `folder`, without the variables of the tests."""
    of_tests = ("DATABASE_URL", "REDIS_URL", "DJANGO_SETTINGS_MODULE")
    return {name: value for name, value in os.environ.items() if name not in of_tests} | {
        "VAR_DIR": str(folder)
    }


def prepare(folder: Path) -> Path:
    """Return the folder of a prepared site, which the first worker of the run creates."""
    folder.mkdir(exist_ok=True)
    ready = folder / "ready"
    with alone(folder):
        if not ready.exists():
            copy_migrated(folder / "commons.sqlite3")
            env = environment(folder) | {"LOG_LEVEL": "WARNING", "SECRET_KEY": "only-for-the-preparation"}
            env["DJANGO_SETTINGS_MODULE"] = "config.settings.embedded"
            parts = [
                subprocess.Popen([sys.executable, "-c", part], cwd=ROOT, env=env, stdout=subprocess.DEVNULL)
                for part in PARTS
            ]
            assert [part.wait(PREPARED_WITHIN) for part in parts] == [0, 0]
            ready.touch()
    return folder


def copy_prepared(prepared: Path, folder: Path, port: int) -> None:
    """Copy a prepared site to `folder`, and set its port."""
    shutil.copytree(prepared, folder, dirs_exist_ok=True)
    with closing(sqlite3.connect(folder / "commons.sqlite3")) as database, database:
        database.execute("UPDATE wagtailcore_site SET port = ? WHERE is_default_site", [port])


@contextmanager
def serve(prepared: Path, folder: Path) -> Iterator[RunningSite]:
    """Serve a copy of the prepared site below `folder`, until the block ends."""
    port = free_port()
    copy_prepared(prepared, folder, port)
    env = environment(folder) | {"PORT": str(port), "LOG_LEVEL": "WARNING"}
    with (folder / "serve.log").open("wb") as log:
        process = subprocess.Popen(
            [sys.executable, "tools/serve.py"], cwd=ROOT, env=env, stdout=log, stderr=subprocess.STDOUT
        )
    try:
        wait_for(lambda: process.poll() is not None or _answers(port), OPENS_WITHIN)
        assert process.poll() is None, (folder / "serve.log").read_text()
        yield RunningSite(f"http://localhost:{port}", folder)
    finally:
        process.send_signal(signal.SIGINT)
        try:
            process.wait(30)
        finally:
            process.kill()


@contextmanager
def existing_site(url: str, folder: Path) -> Iterator[RunningSite]:
    """Use a running site: BROWSER_SITE and its VAR_DIR, for quick work on one test."""
    yield RunningSite(url.rstrip("/"), folder)
