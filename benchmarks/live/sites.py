"""The tested site: its processes and its address."""

import os
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from benchmarks.databases import migrated_database
from benchmarks.live import network
from benchmarks.live.processes import ForkedProcess, ManagedProcess, Program, await_port
from tests.database import copy_migrated
from tools import services
from tools.production import environment


@dataclass(frozen=True)
class Site:
    """The processes by name, and the address for clients."""

    processes: dict[str, ManagedProcess]
    address: str


def production_environment(database: str, redis: str, folder: Path) -> dict[str, str]:
    """Return the environment of the production settings on private services."""
    return environment(
        DJANGO_SETTINGS_MODULE="benchmarks.live.production_site",
        DATABASE_URL=database,
        REDIS_URL=redis,
        ALLOWED_HOSTS="localhost,127.0.0.1",
        SITE_URL="https://localhost",
        CSRF_TRUSTED_ORIGINS="https://localhost",  # the clients' origin, also where no proxy sets the host
        VAR_DIR=str(folder / "var"),
        LOG_LEVEL="WARNING",
        PYTHONWARNINGS="ignore",
    )


def private_database(stack: ExitStack, folder: Path, name: str, migrated: str, redis: str) -> dict[str, str]:
    """Return the environment of the production settings with a new database in a running PostgreSQL.

    That is the server of DATABASE_URL, else one that ends with the stack.
    """
    if not os.environ.get("DATABASE_URL"):
        os.environ["DATABASE_URL"] = stack.enter_context(services.postgres(folder))
    env = production_environment("", redis, folder)
    return env | {"DATABASE_URL": migrated_database(stack, name, migrated, env)}


def production(stack: ExitStack, folder: Path, env: dict[str, str], redis: Program) -> Site:
    """Start nginx, two servers and the worker; Redis runs already."""
    ports = [network.high_port(), network.high_port()]
    front = network.high_port()
    programs = [
        Program("server A", network.uvicorn(ports[0]), folder, env, port=ports[0]),
        Program("server B", network.uvicorn(ports[1]), folder, env, port=ports[1]),
        Program("worker", network.worker(), folder, env),
        Program("nginx", network.nginx(folder, front, ports), folder, env, port=front),
    ]
    for program in programs:
        network.stopped_at_end(stack, program)
    for program in programs:
        if program.port:
            await_port(program.port, 90, program.words)
    return Site({each.name: each for each in (redis, *programs)}, f"127.0.0.1:{front}")


def serve(port: int) -> None:
    """Run the server of the embedded mode, in a process that has imported everything."""
    import uvicorn

    from config.asgi import application

    uvicorn.run(
        application, host="127.0.0.1", port=port, lifespan="off", ws="websockets-sansio", ws_max_size=65536,
        ws_per_message_deflate=False, access_log=False, log_level="warning",
    )  # fmt: skip


def work() -> None:
    """Run the worker."""
    from django.core.management import call_command

    call_command("run_worker")


def forked(stack: ExitStack, kills: int) -> Site:
    """Fork one server and one worker with their spare processes, before any connection or thread."""
    port = network.high_port()
    processes: dict[str, ManagedProcess] = {
        "server": ForkedProcess("server", lambda: serve(port), kills, port),
        "worker": ForkedProcess("worker", work, kills),
    }
    for process in processes.values():
        stack.callback(process.end)
    return Site(processes, f"127.0.0.1:{port}")


def embedded_environment(folder: Path) -> dict[str, str]:
    """Return the environment of the embedded mode on a migrated file in the folder."""
    (folder / "static").mkdir()
    copy_migrated(folder / "commons.sqlite3")
    env = os.environ | {
        "DJANGO_SETTINGS_MODULE": "benchmarks.live.embedded_site",
        "VAR_DIR": str(folder),
        "SITE_URL": "https://localhost",
        "CSRF_TRUSTED_ORIGINS": "https://localhost",  # the clients' origin; no proxy changes the host here
        "LOG_LEVEL": "WARNING",
    }
    return {name: value for name, value in env.items() if name not in ("DATABASE_URL", "REDIS_URL")}
