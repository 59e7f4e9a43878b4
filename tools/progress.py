"""Progress of a command in one line for each step, and programs that run without showing their output.

Only the standard library, so that tools/setup.py can use it before anything is installed.
"""

from __future__ import annotations

import os
import queue
import shlex
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import TextIO

TICK = 0.2  # seconds between two updates of a program's progress
LEAVES_WITHIN = 15  # seconds a program gets to finish after Ctrl-C


class Progress:
    """One line for each step: rewritten in place on a terminal, elsewhere printed when the step ends."""

    def __init__(self, out: TextIO | None = None, clock: Callable[[], float] = time.monotonic) -> None:
        self.out, self.clock = out or sys.stdout, clock
        self.in_place = self.out.isatty() and os.environ.get("TERM") != "dumb" and not os.environ.get("CI")
        self.step = self.count = self.shown = ""
        self.began = 0.0

    def show(self, step: str, done: int = 0, total: int = 0, words: str = "") -> None:
        """Show the progress of a step; the previous one has ended."""
        if step != self.step:
            self.end()
            self.step, self.began = step, self.clock()
        count = f"{min(done, total)} of {total}" if total else ""
        self.count = " ".join(part for part in (count, words) if part)
        self.tick()

    def tick(self) -> None:
        """Rewrite the line on a terminal: the seconds change although the count does not."""
        if self.step and self.in_place:
            line = self._line()[: shutil.get_terminal_size().columns - 1]
            if line != self.shown:
                self._write(f"\r\x1b[K{line}")
            self.shown = line

    def end(self) -> None:
        """End the line of the present step."""
        if self.step:
            self._write(f"\r\x1b[K{self._line()}\n" if self.in_place else f"{self._line()}\n")
        self.step = self.shown = ""

    def _line(self) -> str:
        took = f"({self.clock() - self.began:.0f} s)"
        return " ".join(part for part in (f"{self.step}:", self.count, took) if part)

    def _write(self, text: str) -> None:
        with suppress(OSError):  # a closed terminal
            self.out.write(text)
            self.out.flush()


def follow(
    command: list[str],
    *,
    folder: Path,
    minutes: float,
    read: Callable[[str], bool] = lambda line: False,
    tick: Callable[[], None] = lambda: None,
    env: dict[str, str] | None = None,
) -> tuple[int, str]:
    """Run a program to its end; return its status and what it printed, without the lines that `read` took.

    `tick` is called several times a second. When it does not end within so many minutes, or this process is
    interrupted, the program is interrupted too, in a process group of its own, and its end is waited for.
    """
    process = _start(command, folder, env)
    try:
        lines: queue.Queue[str | None] = queue.Queue()
        threading.Thread(target=_forward_signals, args=(process, lines), daemon=True).start()
        kept: list[str] = []
        deadline = time.monotonic() + 60 * minutes
        while True:
            try:
                line = lines.get(timeout=TICK)
            except queue.Empty:
                line = ""
            if line is None:
                return process.wait(60), "".join(kept)
            if line and not read(line):
                kept.append(line)
            tick()
            if time.monotonic() > deadline:
                words = f"{shlex.join(command[:4])} ... did not end within {minutes:g} minutes."
                return 124, "".join([*kept, words, "\n"])
    finally:
        _stop(process)


def _start(command: list[str], folder: Path, env: dict[str, str] | None) -> subprocess.Popen[str]:
    return subprocess.Popen(
        command,
        cwd=folder,
        env=env,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
        start_new_session=True,
    )


def _forward_signals(process: subprocess.Popen[str], lines: queue.Queue[str | None]) -> None:
    assert process.stdout
    with process.stdout:
        for line in process.stdout:
            lines.put(line)
    lines.put(None)


def _stop(process: subprocess.Popen[str]) -> None:
    """End the program and what it started, when it has not ended by itself."""
    if process.poll() is None:
        for number in (signal.SIGINT, signal.SIGKILL):
            with suppress(ProcessLookupError):
                os.killpg(process.pid, number)
            with suppress(subprocess.TimeoutExpired):
                process.wait(LEAVES_WITHIN)
