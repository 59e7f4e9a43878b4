"""Makes what a command needs and skips what is done: virtual environment, packages, database, static files.

Only the standard library, so that it runs before anything is installed.
Usage: python3 tools/setup.py run|dev|test
"""

from __future__ import annotations

import hashlib
import os
import shlex
import subprocess
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
VAR = Path(os.environ.get("VAR_DIR") or ROOT / "var")
# What makes the warm steps (migrate, static files, demonstration) necessary again.
BUILD = ("static/**/*", "core/assets/*.py")  # the static files, and the code that builds them
LOADED = ("locale/**/*.po", "*/demonstration/**/*", "vocabularies/data/*", "vocabularies/words.py")
WARM = ("locks/run.txt", "**/migrations/*.py", *BUILD, *LOADED)


def say(words: str) -> None:
    """Print one line at once."""
    print(words, flush=True)


def digest(*patterns: str) -> str:
    """Hash the names and contents of the files that match."""
    total = hashlib.sha256()
    for pattern in patterns:
        for path in sorted(ROOT.glob(pattern)):
            inside = path.relative_to(ROOT).parts
            if path.is_file() and inside[0] not in (".venv", "var") and "__pycache__" not in inside:
                total.update(str(path.relative_to(ROOT)).encode())
                total.update(path.read_bytes())
    return total.hexdigest()


def done(stamp: Path, value: str) -> bool:
    """Return whether the stamp already holds this value."""
    return stamp.exists() and stamp.read_text() == value


def run(command: list[str], minutes: int, **options: Any) -> subprocess.CompletedProcess[str]:
    """Return the ended program; stop with a sentence when it does not end within so many minutes."""
    try:
        return subprocess.run(command, cwd=ROOT, text=True, timeout=60 * minutes, **options)
    except subprocess.TimeoutExpired:
        sys.exit(f"{shlex.join(command[:4])} ... did not end within {minutes} minutes. Try again.")


def make_environment() -> None:
    """Make .venv; where python3-venv is missing, say what to install and stop."""
    if sys.version_info < (3, 11):
        sys.exit(f"KM4B Commons needs Python 3.11 or newer; this is {sys.version.split()[0]}.")
    if PYTHON.exists() and (VENV / "bin" / "pip").exists():
        return
    say("Making the virtual environment .venv ...")
    made = run([sys.executable, "-m", "venv", str(VENV)], 10, capture_output=True)
    if made.returncode:
        sys.exit(
            "Python's venv module could not make .venv. On Debian install it with:\n"
            "  apt install python3-venv\n" + made.stdout + made.stderr
        )


def install(lock: str) -> None:
    """Install the hashed lock, once for each state of it."""
    stamp, value = VENV / f"{lock}.stamp", digest(f"locks/{lock}.txt")
    if done(stamp, value) or (lock == "run" and done(VENV / "dev.stamp", digest("locks/dev.txt"))):
        return
    say(f"Installing the packages of locks/{lock}.txt (about a minute) ...")
    command = [
        str(PYTHON),
        "-m",
        "pip",
        "install",
        "--quiet",
        "--disable-pip-version-check",
        "--require-hashes",
        "-r",
        f"locks/{lock}.txt",
    ]
    if run(command, 120).returncode:
        sys.exit(
            "The packages could not be installed. Check the connection to your package index and try again."
        )
    stamp.write_text(value)


def manage(*words: str) -> None:
    """Run a management command in the embedded mode; stop when it fails."""
    quiet = {"LOG_LEVEL": os.environ.get("LOG_LEVEL") or "WARNING"}
    env = os.environ | quiet | {"DJANGO_SETTINGS_MODULE": "config.settings.embedded"}
    if run([str(PYTHON), "manage.py", *words], 30, env=env).returncode:
        sys.exit(f"manage.py {words[0]} failed; what it printed above says why.")


def compile_messages() -> None:
    """Compile the message catalogues whose .po is newer than their .mo (Babel, no gettext tools)."""
    for po in ROOT.glob("locale/*/LC_MESSAGES/*.po"):
        mo = po.with_suffix(".mo")
        if not mo.exists() or mo.stat().st_mtime < po.stat().st_mtime:
            run(
                [str(VENV / "bin" / "pybabel"), "-q", "compile", "-i", str(po), "-o", str(mo)], 10, check=True
            )


def warm() -> None:
    """Migrate, build static files, load vocabularies and demonstration, when something of them changed."""
    stamp, value = VAR / "warm.stamp", digest(*WARM)
    if done(stamp, value) and (VAR / "commons.sqlite3").exists():
        return
    say("Preparing the database, the static files and the demonstration ...")
    manage("migrate", "--verbosity", "0")
    manage("collectstatic", "--noinput", "--clear", "--verbosity", "0")
    manage("load_vocabularies")
    manage("load_demonstration")
    stamp.write_text(value)


def main(goal: str) -> None:
    """Prepare for `run`, `dev` or `test`."""
    make_environment()
    install("run" if goal == "run" else "dev")
    compile_messages()
    if goal in ("run", "dev"):
        warm()


if __name__ == "__main__":
    main(sys.argv[1])
