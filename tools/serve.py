"""Serve the site in the embedded mode: uvicorn and one worker, started, supervised and stopped together.

Only the standard library. Usage: .venv/bin/python tools/serve.py [--reload]; PORT says on which port.
A child that ends is started again; when this process ends, by Ctrl-C or otherwise, its children end too.
"""

import argparse
import ctypes
import errno
import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType

ROOT = Path(__file__).resolve().parent.parent
HOST = "127.0.0.1"
PASSWORD = "km4b-demo"  # noqa: S105  (of the demonstration accounts; accounts/demo.py makes them)
DOMAIN = "demo.km4b.example"
ACCOUNTS = {
    "learner": "takes courses",
    "captain": "leads a team in a challenge",
    "juror": "reviews what teams hand in",
    "manager": "looks after communities",
    "expert": "answers and is found by others",
    "focalpoint": "speaks for a country",
    "editor": "writes pages, at /admin/",
    "admin": "may do everything, at /admin/",
}
OPENS_WITHIN = 90  # seconds until the first answer
LEAVES_WITHIN = 12  # seconds a child gets to finish what it does
STEADY = 30  # seconds after which a child counts as healthy again
APPS = ("config", "portal", "learning", "cop", "accounts", "translations", "vocabularies", "core")


def say(words: str = "") -> None:
    """Print at once; ignore a closed terminal."""
    with suppress(OSError):
        print(words, flush=True)


def die_with_parent() -> None:
    """In the child: request SIGTERM from the kernel (Linux) when the supervisor ends, for any reason."""
    if _LIBC is not None:
        _LIBC.prctl(1, signal.SIGTERM)  # PR_SET_PDEATHSIG
    if os.getppid() != _SUPERVISOR:
        os._exit(1)


_LIBC = ctypes.CDLL(None) if sys.platform == "linux" else None
_SUPERVISOR = os.getpid()


@dataclass
class Child:
    """One process under supervision, in a process group of its own."""

    name: str
    command: list[str]
    environment: dict[str, str]
    process: subprocess.Popen[bytes] | None = None
    started: float = 0.0
    falls: int = 0
    due: float = field(default=0.0)  # when it may be started again

    def start(self) -> None:
        """Start it; Ctrl-C at the terminal reaches the supervisor only."""
        self.started = time.monotonic()
        self.process = subprocess.Popen(
            self.command,
            cwd=ROOT,
            env=self.environment,
            stdin=subprocess.DEVNULL,
            start_new_session=True,
            preexec_fn=die_with_parent,
        )

    def watch(self) -> None:
        """Start it again when it has ended, with longer pauses when it keeps failing."""
        now = time.monotonic()
        if self.process is not None and (code := self.process.poll()) is not None:
            self.signal(signal.SIGKILL)  # what its group may have left behind
            self.falls = 1 if now - self.started > STEADY else self.falls + 1
            pause = min(0.25 * 2**self.falls, 15)
            say(f"The {self.name} stopped (exit code {code}); it starts again in {pause:g} s.")
            self.process, self.due = None, now + pause
        if self.process is None and now >= self.due:
            self.start()

    def signal(self, number: int) -> None:
        """Send a signal to its whole group."""
        if self.process is not None:
            with suppress(ProcessLookupError, PermissionError):
                os.killpg(self.process.pid, number)

    def runs(self) -> bool:
        """Return whether the process still runs."""
        return self.process is not None and self.process.poll() is None


def children(port: int, reload: bool) -> list[Child]:
    """Return the two processes of the site, not yet started."""
    environment = os.environ | {
        "DJANGO_SETTINGS_MODULE": "config.settings.embedded",
        "LOG_LEVEL": os.environ.get("LOG_LEVEL") or "WARNING",
        "PORT": str(port),
        "PYTHONTZPATH": "",  # the pinned time zones, not the machine's
        "PYTHONUNBUFFERED": "1",
    }
    web = [sys.executable, "-m", "uvicorn", "config.asgi:application", "--host", HOST, "--port", str(port)]
    web += ["--lifespan", "off", "--ws", "websockets-sansio", "--ws-max-size", "65536"]
    web += ["--ws-per-message-deflate", "false", "--no-proxy-headers", "--no-access-log"]
    web += ["--no-server-header", "--log-level", "warning", "--timeout-graceful-shutdown", "3"]
    if reload:
        web += ["--reload", "--reload-include", "*.html", "--reload-dir", "templates"]
        web += [part for app in APPS for part in ("--reload-dir", app)]
    worker = [sys.executable, "manage.py", "run_worker"]
    return [Child("web server", web, environment), Child("worker", worker, environment)]


def check_port(port: int) -> None:
    """Stop with a clear sentence when the port cannot be used."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OverflowError:
            sys.exit(f"PORT must be between 1 and 65535, not {port}.")
        except OSError as error:
            if error.errno == errno.EACCES:
                sys.exit(f"Port {port} needs an administrator. Choose one above 1023: PORT=8001 make run")
            sys.exit(f"Port {port} is in use. Stop what uses it, or choose another: PORT={port + 1} make run")


def answers(port: int) -> bool:
    """Return whether the site answers its health check."""
    line = http.client.HTTPConnection(HOST, port, timeout=2)
    try:
        line.request("GET", "/healthz", headers={"Host": "localhost"})
        return line.getresponse().status == 200
    except (OSError, http.client.HTTPException):
        return False
    finally:
        line.close()


def welcome(port: int) -> str:
    """Return what a newcomer reads when the site is open."""
    width = max(len(name) for name in ACCOUNTS) + len(DOMAIN) + 1
    rows = [f"    {name + '@' + DOMAIN:<{width}}  {what}" for name, what in ACCOUNTS.items()]
    return "\n".join(
        [
            "",
            f"  KM4B Commons is open: http://localhost:{port}",
            "",
            f"  Sign in as one of these, with the password {PASSWORD}:",
            *rows,
            "",
            "  Or sign up with any address: the mail's link appears here.",
            "  Ctrl-C stops everything.",
            "",
        ]
    )


def code_changes() -> Callable[[], bool]:
    """Return a function that says whether Python code changed since it was last asked."""

    def stamps() -> Iterator[tuple[str, float]]:
        for app in APPS:
            for path in sorted(ROOT.glob(f"{app}/**/*.py")):
                try:
                    yield str(path), path.stat().st_mtime
                except FileNotFoundError:  # deleted meanwhile
                    continue

    seen = [hash(tuple(stamps()))]

    def changed() -> bool:
        before, seen[0] = seen[0], hash(tuple(stamps()))
        return before != seen[0]

    return changed


class Supervisor:
    """Starts the children, keeps them running, stops them."""

    def __init__(self, port: int, reload: bool) -> None:
        self.port, self.leaving = port, False
        self.children = children(port, reload)
        self.changed = code_changes() if reload else None
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self.leave)

    def leave(self, number: int, frame: FrameType | None) -> None:
        """Stop everything, once."""
        self.leaving = True

    def run(self) -> int:
        """Serve until asked to stop; return the exit code."""
        try:
            say("Starting the server ...")
            self.children[0].start()  # the worker starts after the first response
            if not self.open():
                return 0 if self.leaving else 1
            say(welcome(self.port))
            turns = 0
            while not self.leaving:
                time.sleep(0.2)
                turns += 1
                if self.changed and turns % 5 == 0 and self.changed():
                    self.children[1].signal(signal.SIGTERM)
                for child in self.children:
                    child.watch()
            return 0
        finally:
            self.stop()

    def open(self) -> bool:
        """Wait for the first response; return False when the web server cannot start."""
        deadline = time.monotonic() + OPENS_WITHIN
        web = self.children[0]
        while not self.leaving and time.monotonic() < deadline:
            if answers(self.port):
                return True
            if not web.runs():
                say("The web server could not start; what it printed above says why.")
                return False
            time.sleep(0.1)
        if not self.leaving:
            say(f"The web server did not answer within {OPENS_WITHIN} s.")
        return False

    def stop(self) -> None:
        """Terminate all children, and kill every process that is left in their groups."""
        for child in self.children:
            child.signal(signal.SIGTERM)
        deadline = time.monotonic() + LEAVES_WITHIN
        while any(child.runs() for child in self.children) and time.monotonic() < deadline:
            time.sleep(0.05)
        for child in self.children:
            child.signal(signal.SIGKILL)
            if child.process is not None:
                child.process.wait(60)


def read_port() -> int:
    """Return the port of the environment, else 8000."""
    words = os.environ.get("PORT", "").strip() or "8000"
    if not words.isascii() or not words.isdigit() or not 0 < int(words) < 65536:
        sys.exit(f"PORT must be a number between 1 and 65535, not {words!r}.")
    return int(words)


def main() -> int:
    """Serve; return the exit code."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--reload", action="store_true", help="start again when code changes")
    reload = parser.parse_args().reload
    port = read_port()
    check_port(port)
    code = Supervisor(port, reload).run()
    if code == 0:
        say("\nKM4B Commons has stopped.")
    return code


if __name__ == "__main__":
    sys.exit(main())
