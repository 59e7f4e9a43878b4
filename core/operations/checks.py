"""System checks: what would be wrong quietly is said aloud by `manage.py check`."""

import zoneinfo
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from django.apps import AppConfig
from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register
from django.db import connections

IN_ONE_PROCESS = ("locmem", "dummy", "InMemory", "console", "filebased", "FileLinkBackend")


@register(Tags.database)
def databases_speak_utf8(
    app_configs: Sequence[AppConfig] | None = None, databases: Sequence[str] | None = None, **kwargs: Any
) -> list[CheckMessage]:
    """PostgreSQL must store UTF-8; anything else refuses letters of our languages."""
    return [error for alias in databases or () for error in check_encoding(connections[alias])]


def check_encoding(connection: Any) -> list[CheckMessage]:
    """Return the error of a PostgreSQL database that does not store UTF-8."""
    if connection.vendor != "postgresql":
        return []
    with connection.cursor() as cursor:
        cursor.execute("SHOW server_encoding")
        encoding = cursor.fetchone()[0]
    if encoding == "UTF8":
        return []
    return [
        Error(
            f"The database {connection.alias!r} stores {encoding}, not UTF8.",
            hint="Create it again with ENCODING 'UTF8' TEMPLATE template0, and restore the data.",
            id="core.E001",
        )
    ]


@register()
def private_files_are_apart(
    app_configs: Sequence[AppConfig] | None = None, **kwargs: Any
) -> list[CheckMessage]:
    """Private files must not lie where public ones are served from, nor the other way round."""
    private = Path(settings.PRIVATE_ROOT).resolve()
    nested = [
        name
        for name in ("MEDIA_ROOT", "STATIC_ROOT")
        if private.is_relative_to(other := Path(getattr(settings, name)).resolve())
        or other.is_relative_to(private)
    ]
    return [
        Error(
            f"PRIVATE_ROOT and {name} lie inside each other.",
            hint="Give each a folder of its own.",
            id="core.E002",
        )
        for name in nested
    ]


@register()
def time_zones_are_the_pinned_ones(
    app_configs: Sequence[AppConfig] | None = None, **kwargs: Any
) -> list[CheckMessage]:
    """Zones come from the tzdata package in the lock, so that all hosts agree."""
    return check_zone_path(zoneinfo.TZPATH)


def check_zone_path(path: Sequence[str]) -> list[CheckMessage]:
    """Return the error of a search path that leads to the system's own zones."""
    if not path:
        return []
    return [
        Error(
            "Time zones are read from the system's files, not from the pinned tzdata package.",
            hint="Import the package `config` first (settings do), and do not reset the path afterwards.",
            id="core.E003",
        )
    ]


@register(Tags.security, deploy=True)
def services_are_shared(app_configs: Sequence[AppConfig] | None = None, **kwargs: Any) -> list[CheckMessage]:
    """A site of several processes needs a cache, channels and mail that leave the process."""
    chosen = {
        "CACHES": settings.CACHES["default"]["BACKEND"],
        "CHANNEL_LAYERS": settings.CHANNEL_LAYERS["default"]["BACKEND"],
        "EMAIL_BACKEND": settings.EMAIL_BACKEND,
    }
    found: list[CheckMessage] = [
        Error(
            f"{name} uses {backend}, which no other process sees.",
            hint="Use the production settings with REDIS_URL and EMAIL_URL.",
            id="core.E004",
        )
        for name, backend in chosen.items()
        if any(word in backend for word in IN_ONE_PROCESS)
    ]
    if settings.DEMO:
        found.append(
            Error(
                "The demonstration is on: its accounts have a known password.",
                hint="Use the production settings.",
                id="core.E005",
            )
        )
    return found
