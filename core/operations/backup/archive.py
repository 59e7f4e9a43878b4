"""The archive: a tar of `manifest.json` (first), the database's copy, `media/` and `private/`.

Not compressed (pictures and films are already) and readable by its owner only: it holds everything.
"""

import io
import json
import os
import shutil
import tarfile
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath
from typing import Any

from django.conf import settings
from django.db import connection

from core.operations.backup import database as databases
from core.operations.backup.database import BackupError

FORMAT = 1
MANIFEST = "manifest.json"


def roots() -> dict[str, Path]:
    """Return the folders that go into the archive, by their name in it."""
    return {"media": Path(settings.MEDIA_ROOT), "private": Path(settings.PRIVATE_ROOT)}


def back_up(target: Path, database: Any = connection) -> dict[str, Any]:
    """Write the archive to `target` (it must not exist) and return its manifest.

    The database is taken in one consistent state while the site goes on; a file that is written
    meanwhile may be in the archive without its row.
    """
    if target.exists():
        raise BackupError(f"{target} exists already; choose another name.")
    manifest = {
        "format": FORMAT,
        "made_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "database": database.vendor,
        "migrations": databases.applied_migrations(database),
    }
    with tempfile.TemporaryDirectory(dir=target.parent, prefix=".backup-") as folder:
        copy, unfinished = Path(folder) / databases.FILES[database.vendor], Path(folder) / "archive"
        databases.dump(database, copy)
        unfinished.touch(mode=0o600)
        with tarfile.open(unfinished, "w") as archive:
            _add_text(archive, MANIFEST, json.dumps(manifest, indent=1))
            archive.add(copy, copy.name)
            for name, root in roots().items():
                for path in _files(root):
                    archive.add(path, f"{name}/{path.relative_to(root).as_posix()}", recursive=False)
        unfinished.rename(target)
    return manifest


def _files(root: Path) -> Iterator[Path]:
    return (path for path in sorted(root.rglob("*")) if path.is_file() and not path.is_symlink())


def _add_text(archive: tarfile.TarFile, name: str, text: str) -> None:
    entry = tarfile.TarInfo(name)
    entry.size, entry.mtime = len(text.encode()), int(datetime.now(UTC).timestamp())
    archive.addfile(entry, io.BytesIO(text.encode()))


def read_manifest(source: Path) -> dict[str, Any]:
    """Return the archive's manifest; BackupError when this is no archive of this site's kind."""
    try:
        with tarfile.open(source) as archive:
            entry = archive.next()
            file = archive.extractfile(entry) if entry and entry.name == MANIFEST else None
            manifest = json.loads(file.read()) if file else None
    except (OSError, tarfile.TarError, ValueError) as error:
        raise BackupError(f"{source} cannot be read as a backup of this site.") from error
    if not isinstance(manifest, dict) or manifest.get("format") != FORMAT:
        raise BackupError(f"{source} is no backup of this site, or one of another format.")
    return manifest


def restore(source: Path, *, replace: bool = False, database: Any = connection) -> dict[str, Any]:
    """Put the archive back and return its manifest. Stop the site first; run `migrate` afterwards.

    BackupError, and nothing changed, when the site has members (unless `replace`), when the archive
    is of the other kind of database, was made by a newer version of the site, or is damaged.
    """
    manifest = read_manifest(source)
    if manifest["database"] != database.vendor:
        raise BackupError(
            f"This backup is of {manifest['database']}, but the site runs on {database.vendor}."
        )
    if unknown := set(manifest["migrations"]) - databases.known_migrations():
        raise BackupError(
            f"This backup was made by a newer version of the site ({min(unknown)}). Update first."
        )
    if not replace and not databases.is_empty(database):
        raise BackupError("This site has members already. Say --replace to put the backup in its place.")
    parent = Path(settings.MEDIA_ROOT).parent
    parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=parent, prefix=".restore-") as folder:
        fresh = Path(folder)
        _unpack(source, fresh)
        if not (fresh / databases.FILES[database.vendor]).is_file():
            raise BackupError(f"{source} is damaged: it holds no database.")
        databases.load(database, fresh / databases.FILES[database.vendor])
        databases.outdate_cursors(database)
        for name, root in roots().items():
            _replace_folder(fresh / name, root, fresh / f"{name}-before")
    return manifest


def _unpack(source: Path, folder: Path) -> None:
    """Write the plain files below `folder`, by hand: tarfile's own filter came only with Python 3.11.4."""
    try:
        with tarfile.open(source) as archive:
            for entry in archive:
                path = folder / _expected(entry)
                path.parent.mkdir(parents=True, exist_ok=True)
                with archive.extractfile(entry) as file, path.open("wb") as copy:  # type: ignore[union-attr]
                    shutil.copyfileobj(file, copy)
                path.chmod(entry.mode & 0o644 | 0o600)
                os.utime(path, (entry.mtime, entry.mtime))
    except (OSError, tarfile.TarError) as error:
        raise BackupError(f"{source} is damaged: {error}") from error


def _expected(entry: tarfile.TarInfo) -> PurePosixPath:
    """Return the path to extract the entry to; BackupError for anything but a plain file in its place."""
    path = PurePosixPath(entry.name)
    allowed = {*roots(), *databases.FILES.values(), MANIFEST}
    leads_out = path.is_absolute() or ".." in path.parts
    if not entry.isfile() or leads_out or not allowed.intersection(path.parts[:1]):
        raise BackupError(f"The archive holds something unexpected: {entry.name}")
    return path


def _replace_folder(fresh: Path, root: Path, aside: Path) -> None:
    """Put `fresh` in place of `root`, which goes `aside` and is removed with the working folder."""
    fresh.mkdir(exist_ok=True)
    root.parent.mkdir(parents=True, exist_ok=True)
    if root.exists():
        shutil.move(root, aside)
    shutil.move(fresh, root)
