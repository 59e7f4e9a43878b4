"""Run code with a time limit in a separate process: nothing else stops a regular expression."""

import atexit
import pickle
import select
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
LIMIT = 60  # seconds; the tested code needs a few, or hours where its time is quadratic
SERVE = """
import contextlib, io, pickle, sys, traceback
from django.conf import settings
settings.configure(USE_I18N=False)
while True:
    try:
        code, text = pickle.load(sys.stdin.buffer)
    except EOFError:
        break
    printed, error = io.StringIO(), ""
    try:
        with contextlib.redirect_stdout(printed):
            exec(code, {"text": text})
    except Exception:
        error = traceback.format_exc()
    pickle.dump((printed.getvalue(), error), sys.stdout.buffer)
    sys.stdout.buffer.flush()
"""
_running: list[subprocess.Popen[bytes]] = []  # the process that waits for the next code, if there is one


def run_limited(code: str, text: str) -> str:
    """Return what the code prints with `text` as a variable; raise TimeoutExpired when it does not end.

    The process is kept for the next code, which has the loaded modules but none of the names.
    """
    process = _running.pop() if _running else _start()
    pickle.dump((code, text), process.stdin)  # type: ignore[arg-type]
    process.stdin.flush()  # type: ignore[union-attr]
    if not select.select([process.stdout], [], [], LIMIT)[0]:
        _end(process)
        raise subprocess.TimeoutExpired(code, LIMIT)
    try:
        printed, error = pickle.load(process.stdout)  # type: ignore[arg-type]
    except BaseException:
        _end(process)
        raise
    _running.append(process)
    assert not error, error
    return str(printed).strip()


def _start() -> subprocess.Popen[bytes]:
    command = [sys.executable, "-c", SERVE]
    return subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE)


def _end(process: subprocess.Popen[bytes]) -> None:
    process.kill()
    process.communicate(timeout=LIMIT)


@atexit.register
def _end_all() -> None:
    while _running:
        _end(_running.pop())
