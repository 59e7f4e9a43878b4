"""The first start shows progress, prints output only after a failure, and can be continued."""

import io
import os
import signal
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

import psutil
import pytest

from tests.waiting import wait_for
from tools import setup
from tools.progress import Progress, follow

ROOT = Path(__file__).resolve().parents[2]
AWAY = "move the folder away (mv data data.old) and run the same command again"


class Terminal(io.StringIO):
    """A terminal that records its output."""

    def isatty(self) -> bool:
        return True


@pytest.fixture
def terminal(monkeypatch: pytest.MonkeyPatch) -> Terminal:
    monkeypatch.delenv("CI", raising=False)
    monkeypatch.setenv("TERM", "xterm")
    return Terminal()


def steps(out: io.StringIO) -> None:
    progress = Progress(out, clock=lambda: 7.0)
    progress.show("Packages", 1, 2, "fetched")
    progress.show("Packages", 1, 2, "fetched")
    progress.show("Packages", 3, 2, "installed")
    progress.show("Database")
    progress.end()
    progress.end()


def test_a_terminal_shows_one_line_that_is_rewritten(terminal: Terminal) -> None:
    steps(terminal)
    assert terminal.getvalue().split("\r\x1b[K") == [
        "",
        "Packages: 1 of 2 fetched (0 s)",
        "Packages: 2 of 2 installed (0 s)",
        "Packages: 2 of 2 installed (0 s)\n",
        "Database: (0 s)",
        "Database: (0 s)\n",
    ]


@pytest.mark.parametrize(("name", "value"), [("CI", "true"), ("TERM", "dumb"), (None, None)])
def test_elsewhere_each_step_is_one_line(
    name: str | None, value: str, terminal: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    if name:
        monkeypatch.setenv(name, value)
    out = terminal if name else io.StringIO()
    steps(out)
    assert out.getvalue() == "Packages: 2 of 2 installed (0 s)\nDatabase: (0 s)\n"


def run_python(code: str, minutes: float = 1, **options: object) -> tuple[int, str]:
    return follow([sys.executable, "-c", code], folder=ROOT, minutes=minutes, **options)  # type: ignore[arg-type]


def test_a_programs_progress_is_shown_and_its_output_kept() -> None:
    taken: list[str] = []

    def read(line: str) -> bool:
        taken.append(line)
        return line.startswith("step")

    code = "import sys; print('step 1'); print('words'); print('wrong', file=sys.stderr); sys.exit(4)"
    status, output = run_python(code, read=read)
    assert status == 4
    assert sorted(output.splitlines()) == ["words", "wrong"]
    assert sorted(taken) == ["step 1\n", "words\n", "wrong\n"]


def test_a_program_that_does_not_end_is_ended() -> None:
    status, output = run_python("import time; print('begun', flush=True); time.sleep(600)", minutes=0.05)
    assert status == 124
    assert output.startswith("begun\n")
    assert output.endswith("did not end within 0.05 minutes.\n")


def test_ctrl_c_ends_the_program_and_explains_how_to_continue(tmp_path: Path) -> None:
    """Also a program with child processes, and SIGTERM as well."""
    code = (
        "import signal, sys; from pathlib import Path; from tools import setup\n"
        "setup.make_environment = lambda: setup.follow(\n"
        "    ['sh', '-c', 'sleep 600 & echo $$ > new; mv new pid; wait'],\n"
        "    folder=Path(sys.argv[1]), minutes=9, tick=lambda: Path(sys.argv[1], 'followed').touch())\n"
        "signal.signal(signal.SIGTERM, setup.interrupt)\n"
        "setup.main('run')"
    )
    for number in (signal.SIGINT, signal.SIGTERM):
        process = subprocess.Popen(
            [sys.executable, "-c", code, str(tmp_path)], cwd=ROOT, stderr=subprocess.PIPE, text=True
        )
        wait_for(lambda: all((tmp_path / name).exists() for name in ("followed", "pid")))
        process.send_signal(number)
        said = process.communicate(timeout=60)[1]
        assert said == "Interrupted. Run the same command again: it goes on from here.\n"
        assert process.returncode == 1
        group = int((tmp_path / "pid").read_text())
        wait_for(lambda group=group: not members(group))
        for name in ("followed", "pid"):
            (tmp_path / name).unlink()


def members(group: int) -> list[int]:
    """Return the ids of the processes of a group that still run."""
    found = []
    for process in psutil.process_iter():
        with suppress(ProcessLookupError, psutil.NoSuchProcess):
            if os.getpgid(process.pid) == group and process.status() != psutil.STATUS_ZOMBIE:
                found.append(process.pid)
    return found


def test_pip_is_counted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    lock = tmp_path / "lock.txt"
    lock.write_text("a==1 \\\n    --hash=sha256:0\nb.c==2 ; x\nd-e==3\nf==4\n")
    monkeypatch.setattr(setup, "VENV", tmp_path)
    out = io.StringIO()
    progress = Progress(out, clock=lambda: 0.0)
    monkeypatch.setattr(setup, "progress", progress)
    packages, counts = setup.Packages(lock), []
    for line in (
        "Ignoring b.c: markers 'x' don't match your environment",
        "Requirement already satisfied: f==4 in place",
        "Collecting a==1 (from -r lock.txt (line 1))",
        "WARNING: Retrying (Retry(total=4, connect=None)) after connection broken by 'X'",
        "Collecting d-e==3 (from -r lock.txt (line 3))",
        "Installing collected packages: a, d-e",
    ):
        assert packages.read(line) is False
        packages.show()
        counts.append(progress.count)
    (tmp_path / "lib/python3/site-packages/a-1.dist-info").mkdir(parents=True)
    packages.show()
    assert [*counts, progress.count] == [
        "0 of 3 fetched",
        "1 of 3 fetched",
        "2 of 3 fetched",
        "2 of 3 waiting for the package index",
        "3 of 3 fetched",
        "1 of 3 installed",
        "2 of 3 installed",
    ]


def test_half_installed_packages_are_installed_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(setup, "VENV", tmp_path)
    for name, record in (("whole", "whole-1.dist-info/INSTALLER,sha256=x,4\n"), ("half", "half.py,,\n")):
        folder = tmp_path / f"lib/python3/site-packages/{name}-1.dist-info"
        folder.mkdir(parents=True)
        (folder / "RECORD").write_text(record)
    (tmp_path / "lib/python3/site-packages/begun-1.dist-info").mkdir()
    setup.remove_unfinished()
    assert [path.name for path in setup.installed()] == ["whole-1.dist-info"]


@pytest.mark.parametrize(
    ("said", "what_to_do"),
    [
        ("Retrying (Retry(total=0)) after 'NewConnectionError('", "The package index could not be reached."),
        (
            "THESE PACKAGES DO NOT MATCH THE HASHES FROM",
            "The package index does not have what locks/run.txt names.",
        ),
        ("No space left on device", "The packages could not be installed; pip says above why."),
    ],
)
def test_a_failure_is_shown_completely_with_advice(
    said: str, what_to_do: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    python = tmp_path / "python"
    python.write_text(f'#!/bin/sh\necho Looking in indexes\necho "{said}" >&2\nexit 1\n')
    python.chmod(0o755)
    monkeypatch.setattr(setup, "VENV", tmp_path)
    monkeypatch.setattr(setup, "PYTHON", python)
    monkeypatch.setattr(setup, "progress", Progress(io.StringIO()))
    with pytest.raises(SystemExit) as ended:
        setup.install("run")
    words = str(ended.value)
    assert words.startswith("\nLooking in indexes\n")
    assert said in words
    assert words.splitlines()[-1].startswith(what_to_do)
    assert words.endswith("then run the same command again: it goes on from here.")
    assert not (tmp_path / "run.stamp").exists()


@pytest.mark.parametrize(
    ("status", "last"),
    [
        (0, ""),
        (
            1,
            f"If data is older than the code, {AWAY}.",
        ),
        (
            setup.MISFIT,
            f"What is in data was made by another version of the code, which this one cannot read: {AWAY}.",
        ),
    ],
)
def test_the_site_is_prepared_once(
    status: int, last: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    python, data = tmp_path / "python", tmp_path / "data"
    data.mkdir()
    said = "printf '@step\\tMigrations\\t3\\t9\\n'; echo broken"
    python.write_text(f"#!/bin/sh\n{said}\ntouch {data}/commons.sqlite3\nexit {status}\n")
    python.chmod(0o755)
    out = io.StringIO()
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(setup, "VAR", data)
    monkeypatch.setattr(setup, "PYTHON", python)
    monkeypatch.setattr(setup, "progress", Progress(out, clock=lambda: 0.0))
    if status:
        with pytest.raises(SystemExit) as ended:
            setup.warm()
        words = str(ended.value)
        assert words.splitlines()[-1] == last
        assert ("broken" in words) == (status != setup.MISFIT)
    else:
        setup.warm()
        python.unlink()
        setup.warm()  # nothing to do
    setup.progress.end()
    assert out.getvalue() == "Database: (0 s)\nMigrations: 3 of 9 (0 s)\n"
    assert (data / "warm.stamp").exists() == (not status)


def test_it_needs_only_the_standard_library() -> None:
    command = [sys.executable, "-S", "-c", "import sys, tools.setup; print('site' in sys.modules)"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60)
    assert (done.returncode, done.stdout) == (0, "False\n"), done.stderr
