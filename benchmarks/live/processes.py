"""The processes of a trial: each is killed by its own id and started again; all end with the trial."""

import contextlib
import multiprocessing
import socket
import subprocess
import time
from collections.abc import Callable, Sequence
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any, Protocol

from tools.services import die_with_parent, identity

ROOT = Path(__file__).resolve().parents[2]


class ManagedProcess(Protocol):
    """A process of the tested site."""

    name: str
    kills: int
    port: int  # the port it listens on; 0 for none

    def start(self) -> None:
        """Start it (again)."""

    def kill(self) -> None:
        """Kill it by its id, with SIGKILL, and wait until it is gone."""

    def end(self) -> None:
        """End it; kill it when it does not end."""


class Program:
    """A command run as a process of its own."""

    def __init__(
        self,
        name: str,
        command: Sequence[str],
        folder: Path,
        env: dict[str, str],
        *,
        port: int = 0,
        lowly: bool = False,
    ) -> None:
        self.name, self.command, self.env, self.port, self.kills = name, list(command), env, port, 0
        self.log = folder / f"{name.replace(' ', '-')}.log"
        self.who = identity() if lowly else {}
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start it in a session of its own, so that Ctrl-C at the terminal reaches only the trial."""
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                self.command,
                cwd=ROOT,
                env=self.env,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
                preexec_fn=die_with_parent,
                **self.who,  # type: ignore[call-overload]
            )

    def kill(self) -> None:
        """Kill it by its id."""
        if self.process and self.process.poll() is None:
            self.process.kill()
            self.process.wait(60)
            self.kills += 1

    def end(self) -> None:
        """Terminate it; kill it when it does not end."""
        if self.process and self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(15)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait(60)

    def words(self) -> str:
        """Return the end of its log."""
        return self.log.read_text(errors="replace")[-3000:] if self.log.exists() else ""


class ForkedProcess:
    """A process that is forked in advance, with one spare process for each time it will be killed.

    They have imported everything and wait: the next start takes milliseconds, not the seconds of a new
    Python. Create them before any thread, connection or event loop of the trial.
    """

    def __init__(self, name: str, work: Callable[[], None], spares: int, port: int = 0) -> None:
        self.name, self.kills, self.port, self.spares, self._work = name, 0, port, spares, work
        self._fork: Any = multiprocessing.get_context("fork")
        self._waiting: list[tuple[Any, Connection]] = [self._make() for _each in range(spares + 1)]
        self.process: Any = None

    def _make(self) -> tuple[Any, Connection]:
        theirs, ours = self._fork.Pipe(duplex=False)
        process = self._fork.Process(target=self._await, args=(theirs, ours), daemon=True)
        process.start()
        theirs.close()
        return process, ours

    def _await(self, theirs: Connection, ours: Connection) -> None:
        die_with_parent()
        ours.close()
        with contextlib.suppress(EOFError):
            theirs.recv()
            self._work()

    def start(self) -> None:
        """Start the work of the next spare process."""
        self.process, begin = self._waiting.pop(0)
        begin.send(True)
        begin.close()

    def kill(self) -> None:
        """Kill it by its id."""
        if self.process and self.process.is_alive():
            self.process.kill()
            self.process.join(60)
            self.kills += 1

    def end(self) -> None:
        """Kill the working process and the waiting ones."""
        for process in (self.process, *(process for process, _begin in self._waiting)):
            if process and process.is_alive():
                process.kill()
                process.join(60)


def listens(port: int) -> bool:
    """Return whether a process listens on the port."""
    with socket.socket() as line:
        return line.connect_ex(("127.0.0.1", port)) == 0


def await_port(port: int, seconds: float, words: Callable[[], str]) -> None:
    """Wait until a process listens; raise SystemExit with the end of its log when none does."""
    end = time.monotonic() + seconds
    while not listens(port):
        if time.monotonic() > end:
            raise SystemExit(f"Nothing listens on port {port}.\n{words()}")
        time.sleep(0.05)
