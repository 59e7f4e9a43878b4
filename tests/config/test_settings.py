"""The entry points of both servers load, and the settings of each mode are right."""

import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings

from tests.architecture.files import ROOT
from tools.production import environment

SHOW = (
    "from django.conf import settings as s; import django; django.setup();"
    "engine = s.DATABASES['default']['ENGINE'].rsplit('.')[-1];"
    "print(s.DEBUG, s.DEMO, engine, s.SESSION_COOKIE_SECURE)"
)


def show(code: str, **changes: str | None) -> str:
    """Return what a new process prints."""
    command = [sys.executable, "-c", code]
    env = environment(**changes)
    return subprocess.run(
        command, cwd=ROOT, env=env, capture_output=True, text=True, check=True, timeout=120
    ).stdout


@pytest.fixture(scope="module")
def production(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """The lines that a production process prints: its settings, and whether both entry points load."""
    folder = tmp_path_factory.mktemp("production")
    (folder / "static").mkdir()
    entries = "from config import asgi, wsgi; print(callable(asgi.application), callable(wsgi.application))"
    return show(f"{SHOW}; {entries}", VAR_DIR=str(folder)).splitlines()


def test_production_is_production(production: list[str]) -> None:
    assert production[0] == "False False postgresql True"


def test_the_servers_entries_load(production: list[str]) -> None:
    assert production[1:] == ["True True"]


def test_the_embedded_mode_needs_nothing(tmp_path: Path) -> None:
    nothing = dict.fromkeys(
        ("SECRET_KEY", "ALLOWED_HOSTS", "SITE_URL", "DATABASE_URL", "REDIS_URL", "EMAIL_URL")
    )
    words = show(
        SHOW, DJANGO_SETTINGS_MODULE="config.settings.embedded", VAR_DIR=str(tmp_path / "var"), **nothing
    )
    assert words == "False True sqlite3 False\n"
    assert (tmp_path / "var").stat().st_mode & 0o077 == 0, "the database holds sessions and passwords' hashes"
    assert (tmp_path / "var" / "secret-key").stat().st_mode & 0o077 == 0


def test_tests_write_in_the_temporary_folder_only() -> None:
    places = [settings.MEDIA_ROOT, settings.PRIVATE_ROOT, settings.STATIC_ROOT, settings.EMAIL_FILE_PATH]
    assert [place for place in places if not Path(place).is_relative_to(settings.VAR_DIR)] == []
    assert not Path(settings.VAR_DIR).is_relative_to(ROOT)
