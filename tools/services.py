"""Run a command with real PostgreSQL and Redis: python -m tools.services -- COMMAND ...

Uses DATABASE_URL and REDIS_URL where they are given. Otherwise it starts the system's own
programs on free private ports in a temporary folder, never as root, hands their addresses to the
command, and afterwards stops exactly what it started. Exits with the command's status, or with 1
and a sentence that says what to install.
"""

import ctypes
import os
import pwd
import re
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from urllib.parse import quote

DATABASE = "commons"
PATIENCE = 30  # seconds a service may take to answer
# Tests may lose their data in a power cut; production may not.
# Tests roll their rows back: autovacuum would count the tables as empty, and queries over a test's many rows
# would be planned as if there were none.
HASTY = (
    "fsync=off",
    "synchronous_commit=off",
    "full_page_writes=off",
    "autovacuum=off",
    "max_connections=200",
)


class Missing(Exception):
    """A program is not installed, or does not start; the message says what to do."""


def find_postgres() -> Path:
    """Return the folder with initdb and postgres, of the newest version installed."""
    places = [Path(path).resolve().parent for path in (shutil.which("initdb"),) if path]
    found = Path("/usr/lib/postgresql").glob("*/bin")
    places += sorted(found, key=lambda path: -int(re.sub(r"\D", "", path.parent.name) or 0))
    for place in places:
        if all((place / program).exists() for program in ("initdb", "postgres", "pg_isready", "createdb")):
            return place
    raise Missing("PostgreSQL is not installed. On Debian: apt install postgresql")


def find_redis() -> str:
    """Return the path of redis-server (or valkey-server)."""
    found = shutil.which("redis-server") or shutil.which("valkey-server")
    if not found:
        raise Missing("Redis is not installed. On Debian: apt install redis-server")
    return found


def service_user() -> str | None:
    """Return the unprivileged user for the services when we are root, else None."""
    if os.geteuid() != 0:
        return None
    names = {entry.pw_name for entry in pwd.getpwall()}
    for name in ("postgres", "nobody"):
        if name in names:
            return name
    raise Missing("PostgreSQL does not run as root, and there is neither a user postgres nor nobody.")


def free_port() -> int:
    """Return a free port."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def die_with_parent() -> None:
    """Make Linux stop this child when we are killed; other systems do not support it."""
    with suppress(AttributeError, OSError):
        ctypes.CDLL(None).prctl(1, signal.SIGTERM)


def identity() -> dict[str, object]:
    """Return the arguments of Popen that start a service as the user of `service_user`."""
    name = service_user()
    if name is None:
        return {}
    entry = pwd.getpwnam(name)
    return {"user": entry.pw_uid, "group": entry.pw_gid, "extra_groups": []}


@contextmanager
def private_folder() -> Iterator[Path]:
    """Return a temporary folder that belongs to the services' user; it is removed afterwards."""
    folder = Path(tempfile.mkdtemp(prefix="commons-services-"))
    try:
        if name := service_user():
            entry = pwd.getpwnam(name)
            os.chown(folder, entry.pw_uid, entry.pw_gid)
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def running(command: list[str], folder: Path, stop: signal.Signals) -> Iterator[subprocess.Popen[bytes]]:
    """Run a service in its own session, so that Ctrl-C reaches only the command; stop it afterwards."""
    with (folder / f"{Path(command[0]).name}.log").open("wb") as log:
        process = subprocess.Popen(
            command,
            cwd=folder,
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            preexec_fn=die_with_parent,
            **identity(),  # type: ignore[call-overload]
        )
    try:
        yield process
    finally:
        process.send_signal(stop)
        try:
            process.wait(15)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait(60)


def _await(ready: list[str], process: subprocess.Popen[bytes], log: Path, words: str) -> None:
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end and process.poll() is None:
        with suppress(subprocess.TimeoutExpired):
            if subprocess.run(ready, capture_output=True, timeout=5).returncode == 0:
                return
        time.sleep(0.1)
    raise Missing(f"{words} did not start. Its last words:\n{log.read_text(errors='replace')[-2000:]}")


@contextmanager
def postgres(folder: Path) -> Iterator[str]:
    """Run a PostgreSQL of our own on a private socket; return its address for DATABASE_URL."""
    bins, data, port = find_postgres(), folder / "postgres", free_port()
    made = subprocess.run(
        [str(bins / "initdb"), "-D", str(data), "-U", DATABASE, "--auth=trust", "--encoding=UTF8",
         "--locale=C.UTF-8", "--no-sync"],
        cwd=folder, capture_output=True, text=True, timeout=120, **identity(),  # type: ignore[call-overload]
    )  # fmt: skip
    if made.returncode:
        raise Missing(f"initdb could not make a database:\n{made.stdout}{made.stderr}")
    command = [str(bins / "postgres"), "-D", str(data), "-p", str(port), "-k", str(folder)]
    for setting in (*HASTY, "listen_addresses="):
        command += ["-c", setting]
    there = ["-h", str(folder), "-p", str(port), "-U", DATABASE]
    with running(command, folder, signal.SIGINT) as process:
        ready = [str(bins / "pg_isready"), *there, "-d", "postgres"]
        _await(ready, process, folder / "postgres.log", "PostgreSQL")
        subprocess.run(
            [str(bins / "createdb"), *there, DATABASE], check=True, capture_output=True, timeout=60
        )
        yield f"postgres://{DATABASE}@{quote(str(folder), safe='')}:{port}/{DATABASE}"


def redis_command(folder: Path, port: int, password: str) -> list[str]:
    """Return the command of a Redis on this port that keeps nothing on disk."""
    command = [find_redis(), "--bind", "127.0.0.1", "--port", str(port), "--requirepass", password]
    return [*command, "--save", "", "--appendonly", "no", "--databases", "64", "--dir", str(folder)]


@contextmanager
def redis(folder: Path) -> Iterator[str]:
    """Run a Redis of our own that keeps nothing on disk; return its address for REDIS_URL."""
    port, password = free_port(), secrets.token_hex(16)
    command = redis_command(folder, port, password)
    with running(command, folder, signal.SIGTERM) as process:
        knock = f"import socket; socket.create_connection(('127.0.0.1', {port}), 1)"
        _await([sys.executable, "-c", knock], process, folder / f"{Path(command[0]).name}.log", "Redis")
        yield f"redis://:{password}@127.0.0.1:{port}/0"


def run(command: list[str], **env: str) -> int:
    """Run the command, pass on SIGTERM, and return its status; Ctrl-C reaches it from the terminal."""
    process = subprocess.Popen(command, env=os.environ | env)
    kept = {
        signal.SIGINT: signal.signal(signal.SIGINT, signal.SIG_IGN),
        signal.SIGTERM: signal.signal(signal.SIGTERM, lambda received, _frame: process.send_signal(received)),
    }
    try:
        return process.wait()
    finally:
        for number, handler in kept.items():
            signal.signal(number, handler)


def main(words: list[str]) -> int:
    """Start what is missing, run the command, stop what was started."""
    command = words[words.index("--") + 1 :] if "--" in words else words
    if not command:
        sys.exit("Say what to run: python -m tools.services -- COMMAND")
    env = {}
    try:
        with ExitStack() as stack:
            folder = stack.enter_context(private_folder())
            if not os.environ.get("DATABASE_URL"):
                env["DATABASE_URL"] = stack.enter_context(postgres(folder))
            if not os.environ.get("REDIS_URL"):
                env["REDIS_URL"] = stack.enter_context(redis(folder))
            return run(command, **env)
    except Missing as missing:
        sys.exit(str(missing))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
