"""All automatic checks of the source: python -m tools.check [NAME ...].

As many checks run in parallel as there are processors. One line is printed for each in the order below, the
output of the failed ones at the end. Without names all checks run. Needs no service.
"""

import os
import shlex
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from tools.production import DEPLOY_CHECK, environment

ROOT = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent
PATIENCE = 400  # seconds one command may take, fewer than its step of .ci/run
LONGEST = ("types", "migrations")  # these begin first
Check = Callable[[], str]  # returns what is wrong, or nothing


def said(*command: str, env: dict[str, str] | None = None) -> str:
    """Run a command; return what it printed when it failed, else nothing."""
    try:
        done = subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, timeout=PATIENCE)
    except subprocess.TimeoutExpired as waited:
        return f"{shlex.join(command)} did not end within {PATIENCE} s.\n{waited.stdout or b''!r}"
    return (done.stdout + done.stderr or f"status {done.returncode}") if done.returncode else ""


def manage(*words: str, **env: str) -> str:
    """Run a management command on the test settings; return what it printed when it failed."""
    settings = {"DJANGO_SETTINGS_MODULE": "config.settings.test"}
    return said(sys.executable, "manage.py", *words, env=os.environ | settings | env)


def ready() -> None:
    """Set Django up in this process, with the test settings."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings.test"
    import django

    django.setup()


def lint() -> str:
    """Ruff's rules."""
    return said(str(BIN / "ruff"), "check", "--no-cache", ".")


def formatting() -> str:
    """Ruff's format."""
    return said(str(BIN / "ruff"), "format", "--no-cache", "--check", ".")


def template_formatting() -> str:
    """Djangofmt's format of the templates."""
    return said(str(BIN / "djangofmt"), "--quiet", "--check", "templates")


def types() -> str:
    """Mypy, with the Django plugin."""
    return said(str(BIN / "mypy"), ".")


def layers() -> str:
    """The import contracts: between apps, and inside each."""
    return said(str(BIN / "lint-imports"), "--no-cache")


def system() -> str:
    """Django's system checks on the embedded settings."""
    with tempfile.TemporaryDirectory() as folder:
        embedded = {"DJANGO_SETTINGS_MODULE": "config.settings.embedded", "VAR_DIR": folder}
        return manage("check", "--fail-level", "WARNING", **embedded)


def deployment() -> str:
    """Django's deployment check on the production settings."""
    return said(*DEPLOY_CHECK, env=environment())


def migrations() -> str:
    """Models and migrations agree, migrations are named, and each can be taken back."""
    from tests.database import copy_migrated
    from tools.migrations import unnamed, untaken

    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "commons.sqlite3"
        copy_migrated(copy)
        wrong = [*unnamed(), *untaken(DATABASE_URL=f"sqlite:///{copy}")]
    return manage("makemigrations", "--check", "--dry-run") or "\n".join(wrong)


def templates() -> str:
    """Every template compiles."""
    ready()
    from tools.templates import broken

    return "\n".join(broken())


def messages() -> str:
    """Catalogues in step with the source; French and Arabic complete and well formed."""
    from tools.catalogue import problems

    return "\n".join(problems())


def content() -> str:
    """The demonstration's French and Arabic texts: complete, and with the tags of their source."""
    ready()
    from tools.content import problems

    return "\n".join(problems())


CHECKS: dict[str, Check] = {
    "lint": lint,
    "format": formatting,
    "djangofmt": template_formatting,
    "types": types,
    "layers": layers,
    "system": system,
    "deployment": deployment,
    "migrations": migrations,
    "templates": templates,
    "messages": messages,
    "content": content,
}


def timed(name: str) -> tuple[str, float]:
    """Return what is wrong, or nothing, and the seconds the check took."""
    start = time.monotonic()
    return CHECKS[name](), time.monotonic() - start


def main(names: list[str]) -> int:
    """Run the checks; return 1 when one of them failed."""
    if unknown := set(names) - CHECKS.keys():
        sys.exit(f"No such check: {', '.join(sorted(unknown))}. There are: {', '.join(CHECKS)}.")
    failed: dict[str, str] = {}
    wanted = names or list(CHECKS)
    with ThreadPoolExecutor(os.cpu_count()) as workers:
        begun = {name: workers.submit(timed, name) for name in sorted(wanted, key=lambda n: n not in LONGEST)}
        for name in wanted:
            wrong, seconds = begun[name].result()
            if wrong:
                failed[name] = wrong.strip()
            verdict = "FAILED" if wrong else "ok"
            meaning = (CHECKS[name].__doc__ or "").rstrip(".")
            print(f"{name:12} {verdict:7} {seconds:5.1f} s  {meaning}", flush=True)
    for name, wrong in failed.items():
        print(f"\n--- {name}\n{wrong}", flush=True)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
