"""`tools/serve.py`: its output, and that no process is left behind."""

import contextlib
import http.client
import json
import signal
import socket
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import psutil
import pytest
from django.db import connection

from accounts import demo
from tests.core.conftest import OWN_DATABASE, ROOT, Site
from tests.waiting import wait_for
from tools import serve

pytestmark = OWN_DATABASE


@pytest.fixture
def port(site: Site) -> int:
    """A free port, on which the embedded site is to be served.

    With the services its SQLite file is empty: the supervisor must work too.
    """
    site.environment |= {"DJANGO_SETTINGS_MODULE": "config.settings.embedded", "VAR_DIR": str(site.folder)}
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        number: int = probe.getsockname()[1]
    site.environment["PORT"] = str(number)
    (site.folder / "static").mkdir()
    return number


def ready(port: int) -> dict[str, Any]:
    """Return the content of /readyz; empty when there is no response."""
    line = http.client.HTTPConnection("localhost", port, timeout=5)
    try:
        line.request("GET", "/readyz")
        answer: dict[str, Any] = json.loads(line.getresponse().read())
        return answer
    except OSError:
        return {}
    finally:
        line.close()


def read_until(process: subprocess.Popen[str], words: str) -> str:
    """Read what the supervisor prints until a line holds `words`."""
    read = ""
    assert process.stdout is not None
    for line in process.stdout:
        read += line
        if words in line:
            return read
    raise AssertionError(f"{words!r} was never printed, but:\n{read}")


def family(process: subprocess.Popen[str]) -> list[psutil.Process]:
    """Return the supervisor's children and theirs."""
    return psutil.Process(process.pid).children(recursive=True)


def workers_of(process: subprocess.Popen[str]) -> list[psutil.Process]:
    """Return the supervisor's running worker, if it has one at this moment."""
    return [one for one in family(process) if is_worker(one)]


def is_worker(process: psutil.Process) -> bool:
    """Return whether the process is a running worker (not one that has just been forked, or has ended)."""
    with contextlib.suppress(psutil.Error):
        return "run_worker" in process.cmdline()
    return False


def all_gone(family: list[psutil.Process]) -> Callable[[], bool]:
    """Return a function that returns whether each of them has ended."""
    return lambda: not any(one.is_running() and one.status() != psutil.STATUS_ZOMBIE for one in family)


def test_the_site_starts_restarts_its_processes_and_stops(site: Site, port: int) -> None:
    supervisor = site.start("tools/serve.py")
    greeting = read_until(supervisor, "Ctrl-C")
    assert f"http://localhost:{port}\n" in greeting
    assert demo.PASSWORD in greeting
    for role in demo.ROLES:
        assert f"{role.name}@{demo.DOMAIN}" in greeting
    if connection.vendor == "sqlite":
        wait_for(lambda: ready(port).get("status") == "ready")

    second = subprocess.run(
        [sys.executable, "tools/serve.py"],
        cwd=ROOT,
        env=site.environment,
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert second.returncode == 1
    assert second.stderr.startswith(f"Port {port} is in use.")

    wait_for(lambda: workers_of(supervisor))
    fallen = workers_of(supervisor)[0]
    fallen.kill()
    assert "The worker stopped" in read_until(supervisor, "worker stopped")
    wait_for(lambda: workers_of(supervisor))
    assert workers_of(supervisor) != [fallen]
    assert len(family(supervisor)) == 2

    everybody = family(supervisor)
    supervisor.send_signal(signal.SIGINT)
    rest, _nothing = supervisor.communicate(timeout=30)
    assert supervisor.returncode == 0
    assert "Traceback" not in rest
    assert all_gone(everybody)()


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells children that their parent was killed")
def test_a_killed_supervisor_leaves_nothing(site: Site, port: int) -> None:
    supervisor = site.start("tools/serve.py")
    everybody = wait_for(lambda: (found := family(supervisor)) and len(found) == 2 and found)
    supervisor.kill()
    assert wait_for(all_gone(everybody))


@pytest.mark.parametrize("value", ["0", "65536", "-1", "eighty", "80.5", "٨٠"])
def test_an_invalid_port_is_reported(value: str, monkeypatch: Any) -> None:
    monkeypatch.setenv("PORT", value)
    with pytest.raises(SystemExit, match="PORT must be a number between 1 and 65535"):
        serve.read_port()


def test_the_greeting_names_the_demo_accounts() -> None:
    assert (serve.PASSWORD, serve.DOMAIN) == (demo.PASSWORD, demo.DOMAIN)
    assert list(serve.ACCOUNTS) == [role.name for role in demo.ROLES]


def test_the_watched_apps_are_those_of_the_project() -> None:
    files = (*Path(ROOT).glob("*/apps.py"), *Path(ROOT).glob("core/*/apps.py"))
    found = {path.relative_to(ROOT).parts[0] for path in files}
    assert set(serve.APPS) == found
