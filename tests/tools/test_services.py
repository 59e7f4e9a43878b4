"""Starting services: missing programs are named, and nothing runs as root."""

import os
import signal
from pathlib import Path

import pytest

from tools import services


def test_a_missing_program_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    with pytest.raises(services.Missing, match="apt install redis-server"):
        services.find_redis()


def test_given_services_are_used(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgres://given/db")
    monkeypatch.setenv("REDIS_URL", "redis://given/0")
    handlers = [signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)]
    out = tmp_path / "said"
    script = f"echo $DATABASE_URL $REDIS_URL > {out}; exit 7"
    assert services.main(["--", "sh", "-c", script]) == 7
    assert out.read_text().split() == ["postgres://given/db", "redis://given/0"]
    assert [signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)] == handlers


def test_nothing_runs_as_root() -> None:
    assert services.service_user() in (("postgres", "nobody") if os.geteuid() == 0 else (None,))
