"""Prepare what a command needs and skip what is done: virtual environment, packages, database, static files.

Only the standard library, so that it runs before anything is installed. Each step is one line with a count;
what a program printed is shown only when it failed. What Ctrl-C interrupts, the next start goes on with.
Usage: python3 tools/setup.py run|dev|test
"""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import signal
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from tools.progress import Progress, follow  # noqa: E402

VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
VAR = Path(os.environ.get("VAR_DIR") or ROOT / "var")
# The files whose change makes migrate, static files and demonstration necessary again.
BUILD = ("static/**/*", "core/web/assets/*.py")  # the static files, and the code that builds them
LOADED = ("locale/**/*.po", "*/demo/**/*", "vocabularies/data/*", "vocabularies/search_terms.py")
WARM = ("locks/run.txt", "**/migrations/*.py", *BUILD, *LOADED)
STEP = "@step"  # begins a line of tools/prepare.py that says how far it is
MISFIT = 3  # its status when the data were made by another version
UNREACHABLE = ("NewConnectionError", "NameResolutionError", "ConnectTimeout", "ReadTimeout", "ProxyError")
AGAIN = "then run the same command again: it goes on from here."
progress = Progress()


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


def fail(output: str, advice: str) -> None:
    """Stop with all that a program printed, and what to do."""
    progress.end()
    sys.exit(f"\n{output.rstrip()}\n\n{advice}")


def make_environment() -> None:
    """Make .venv; where python3-venv is missing, say what to install and stop."""
    if sys.version_info < (3, 11):
        sys.exit(f"KM4B Commons needs Python 3.11 or newer; this is {sys.version.split()[0]}.")
    if PYTHON.exists() and (VENV / "bin" / "pip").exists():
        return
    whole = False
    progress.show("Virtual environment")
    try:
        command = [sys.executable, "-m", "venv", str(VENV)]
        status, output = follow(command, folder=ROOT, minutes=10, tick=progress.tick)
        if status:
            fail(output, "Python could not make .venv. On Debian install: apt install python3-venv")
        whole = True
    finally:
        if not whole:
            shutil.rmtree(VENV, ignore_errors=True)


class Packages:
    """The progress of pip, from its output and from the virtual environment."""

    def __init__(self, lock: Path) -> None:
        self.total = len(re.findall(r"^[\w.-]+==", lock.read_text(), re.MULTILINE))
        self.fetched = self.installing = self.before = 0
        self.words = "fetched"

    def read(self, line: str) -> bool:
        """Count a line of pip; keep it in case pip fails."""
        self.total -= line.startswith("Ignoring ")  # not for this system or this Python
        self.fetched += line.startswith(("Collecting ", "Requirement already satisfied: "))
        self.words = "waiting for the package index" if "Retrying (Retry" in line else "fetched"
        if line.startswith("Installing collected packages: "):
            self.installing, self.before = line.count(",") + 1, len(installed())
        return False

    def show(self) -> None:
        """Show how many are fetched, and once all are, how many are installed."""
        if self.installing:
            there = self.total - self.installing + len(installed()) - self.before
            progress.show("Packages", there, self.total, "installed")
        else:
            progress.show("Packages", self.fetched, self.total, self.words)


def installed() -> list[Path]:
    """Return the descriptions of the packages in the virtual environment."""
    return list(VENV.glob("lib/python*/site-packages/*.dist-info"))


def remove_unfinished() -> None:
    """Remove the descriptions of half-installed packages, so that pip installs them again."""
    for folder in installed():
        record = folder / "RECORD"  # pip writes this file last, with its own name
        if not record.exists() or ".dist-info/INSTALLER," not in record.read_text(errors="replace"):
            shutil.rmtree(folder)


def install(lock: str) -> None:
    """Install the hashed lock, once for each state of it."""
    stamp, file = VENV / f"{lock}.stamp", f"locks/{lock}.txt"
    value = digest(file)
    if done(stamp, value) or (lock == "run" and done(VENV / "dev.stamp", digest("locks/dev.txt"))):
        return
    packages = Packages(ROOT / file)
    packages.show()
    remove_unfinished()
    command = [str(PYTHON), "-m", "pip", "install", "--disable-pip-version-check", "--progress-bar", "off"]
    command += ["--require-hashes", "-r", file]
    status, output = follow(command, folder=ROOT, minutes=120, read=packages.read, tick=packages.show)
    if status:
        fail(output, advice(output, file))
    progress.show("Packages", packages.total, packages.total, "installed")
    stamp.write_text(value)


def advice(output: str, lock: str) -> str:
    """Return what to do when pip failed."""
    if any(word in output for word in UNREACHABLE):
        return f"The package index could not be reached. Check the connection (and the proxy), {AGAIN}"
    if "HASHES" in output or "No matching distribution" in output:
        return f"The package index does not have what {lock} names. Restore it (git checkout {lock}), {AGAIN}"
    return f"The packages could not be installed; pip says above why. Put it right, {AGAIN}"


def compile_messages() -> None:
    """Compile the message catalogues whose .po is newer than their .mo (Babel, no gettext tools)."""
    files = [(po, po.with_suffix(".mo")) for po in sorted(ROOT.glob("locale/*/LC_MESSAGES/*.po"))]
    late = [(po, mo) for po, mo in files if not mo.exists() or mo.stat().st_mtime < po.stat().st_mtime]
    for number, (po, mo) in enumerate(late, 1):
        progress.show("Messages", number, len(late))
        command = [str(VENV / "bin" / "pybabel"), "-q", "compile", "-i", str(po), "-o", str(mo)]
        status, output = follow(command, folder=ROOT, minutes=10, tick=progress.tick)
        if status:
            fail(output, f"{po.relative_to(ROOT)} could not be compiled. Put it right, {AGAIN}")


def warm() -> None:
    """Migrate, build static files, load vocabularies and demonstration, when something of them changed."""
    stamp, value = VAR / "warm.stamp", digest(*WARM)
    if done(stamp, value) and (VAR / "commons.sqlite3").exists():
        return
    stamp.unlink(missing_ok=True)
    quiet = {"LOG_LEVEL": os.environ.get("LOG_LEVEL") or "WARNING"}
    env = os.environ | quiet | {"DJANGO_SETTINGS_MODULE": "config.settings.embedded"}
    progress.show("Database")
    command = [str(PYTHON), "-m", "tools.prepare"]
    status, output = follow(command, folder=ROOT, minutes=60, read=read_step, tick=progress.tick, env=env)
    shown = os.path.relpath(VAR)
    away = f"move the folder away (mv {shown} {shown}.old) and run the same command again"
    if status == MISFIT:
        progress.end()
        sys.exit(
            f"What is in {shown} was made by another version of the code, which this one cannot read: {away}."
        )
    if status:
        fail(output, f"The site could not be prepared; the last lines say why. Put it right, {AGAIN}\n"
                     f"If {shown} is older than the code, {away}.")  # fmt: skip
    stamp.write_text(value)


def read_step(line: str) -> bool:
    """Show a step of tools/prepare.py, if the line is one."""
    if not line.startswith(STEP):
        return False
    _begin, step, number, total = line.rstrip("\n").split("\t")
    progress.show(step, int(number), int(total))
    return True


def main(goal: str) -> None:
    """Prepare for `run`, `dev` or `test`."""
    try:
        make_environment()
        install("run" if goal == "run" else "dev")
        compile_messages()
        if goal in ("run", "dev"):
            warm()
    except KeyboardInterrupt:
        progress.end()
        sys.exit("Interrupted. Run the same command again: it goes on from here.")
    progress.end()


def interrupt(number: int, frame: object) -> None:
    """End what runs on SIGTERM and SIGHUP as on Ctrl-C."""
    raise KeyboardInterrupt


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, interrupt)
    signal.signal(signal.SIGHUP, interrupt)
    main(sys.argv[1])
