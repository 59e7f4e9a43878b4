"""What can be served: a file of a storage, or a path; with its size, date and validator."""

import hashlib
import os
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath
from typing import Any, BinaryIO

from django.conf import settings
from django.core.files.base import File
from django.core.files.storage import Storage
from django.http import Http404


@dataclass(frozen=True)
class Source:
    """A file that exists: `open()` gives it in binary, `modified` is UTC or None, `path` is local or None."""

    name: str
    size: int
    modified: datetime | None
    etag: str
    open: Callable[[], BinaryIO]
    path: Path | None


def find_source(file: Any) -> Source:
    """Return the source of a FieldFile, another storage file or a path; Http404 when nothing is there."""
    if not file:
        raise Http404
    try:
        if isinstance(file, str | os.PathLike):
            return _from_path(Path(file), Path(file).name)
        storage: Storage | None = getattr(file, "storage", None)
        if storage is None or not isinstance(file, File):
            raise TypeError(f"Cannot serve {file!r}: give a storage file or a path.")
        return _from_storage(storage, str(file.name))
    except (FileNotFoundError, IsADirectoryError, PermissionError) as error:
        raise Http404 from error


def _from_path(path: Path, name: str) -> Source:
    facts = path.stat()
    if not path.is_file():
        raise FileNotFoundError(path)
    modified = datetime.fromtimestamp(facts.st_mtime, UTC)
    return Source(
        name,
        facts.st_size,
        modified,
        _etag(str(path), facts.st_size, facts.st_mtime_ns),
        lambda: path.open("rb"),
        path,
    )


def _from_storage(storage: Storage, name: str) -> Source:
    try:
        return _from_path(Path(storage.path(name)), PurePosixPath(name).name)
    except NotImplementedError:
        pass
    size = storage.size(name)
    try:
        modified: datetime | None = storage.get_modified_time(name).astimezone(UTC)
    except NotImplementedError:
        modified = None
    stamp = int(modified.timestamp()) if modified else 0
    opened: Callable[[], Any] = lambda: storage.open(name, "rb")  # noqa: E731
    return Source(PurePosixPath(name).name, size, modified, _etag(name, size, stamp), opened, None)


def _etag(name: str, size: int, stamp: int) -> str:
    digest = hashlib.blake2s(f"{name}\x00{size}\x00{stamp}".encode(), digest_size=12).hexdigest()
    return f'"{digest}"'


def internal_address(path: Path) -> str | None:
    """Return what nginx's internal location calls this file, or None when nginx does not send files.

    MEDIA_SENDFILE is the location's prefix; below it `media/` is MEDIA_ROOT and `private/` PRIVATE_ROOT.
    """
    if not settings.MEDIA_SENDFILE:
        return None
    prefix, real = settings.MEDIA_SENDFILE.strip("/"), path.resolve()
    for folder, root in (("media", settings.MEDIA_ROOT), ("private", settings.PRIVATE_ROOT)):
        if real.is_relative_to(root := Path(root).resolve()):
            return f"/{prefix}/{folder}/{real.relative_to(root).as_posix()}"
    return None
