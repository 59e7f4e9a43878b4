"""A migrated SQLite file, made once for each state of the migrations and copied for each worker.

Migrating Wagtail and the site from nothing takes some twenty seconds; a second run should not wait for
it again. The file lies in a folder of the temporary folder that only its owner may enter.
"""

import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
# What decides how the tables look after migrate.
SOURCES = ("locks/dev.txt", "*/migrations/**/*.py", "*/models/**/*.py", "*/models.py", "config/settings/*.py")


def digest() -> str:
    """Name the present state of what decides how the tables look."""
    total = hashlib.sha256(sys.version.encode())
    for path in sorted({path for pattern in SOURCES for path in ROOT.glob(pattern)}):
        total.update(str(path.relative_to(ROOT)).encode() + path.read_bytes())
    return total.hexdigest()[:20]


def folder() -> Path:
    """Give our own folder; another user's folder of that name is refused."""
    path = Path(tempfile.gettempdir()) / f"commons-tests-{os.geteuid()}"
    path.mkdir(mode=0o700, exist_ok=True)
    info = path.lstat()
    if info.st_uid != os.geteuid() or info.st_mode & 0o077 or path.is_symlink():
        raise RuntimeError(f"{path} is not ours alone; remove it.")
    return path


@contextmanager
def alone(place: Path) -> Iterator[None]:
    """Let one process at a time into the block."""
    with (place / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def migrated() -> Path:
    """Give the migrated file of the present state, making it (and removing older ones) when it is missing."""
    place, name = folder(), f"{digest()}.sqlite3"
    with alone(place):
        if not (place / name).exists():
            for old in place.glob("*.sqlite3*"):
                old.unlink()
            fresh = place / f"{name}.new"
            env = os.environ | {
                "DJANGO_SETTINGS_MODULE": "config.settings.test",
                "DATABASE_URL": f"sqlite:///{fresh}",
            }
            command = [sys.executable, "-W", "ignore", "manage.py", "migrate", "--verbosity", "0"]
            subprocess.run(command, cwd=ROOT, env=env, check=True, timeout=1800)
            fresh.rename(place / name)
    return place / name


def copy_migrated(target: Path) -> None:
    """Put a copy of the migrated file where the tests' database shall be."""
    shutil.copyfile(migrated(), target)
