"""Is the process alive (`/healthz`), and can it serve people (`/readyz`)? Figures are for operators only."""

import logging
import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from operator import attrgetter
from typing import Any

from django.core.cache import cache
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.models import Max
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from core.base.ratelimit import by_address, count
from core.base.registry import Registry
from core.jobs.models import Job, JobStatus, WorkerHeartbeat
from core.operations.monitoring import RATE, has_token, is_loopback
from core.realtime import heartbeats
from core.web.access import public

logger = logging.getLogger("core.operations.health")
SILENCE = 30  # seconds without a heartbeat after which nobody is at work


@dataclass(frozen=True)
class HealthCheck:
    """A check of `/readyz`: `run()` gives a dict of plain values with a bool `ok`."""

    name: str
    run: Callable[[], dict[str, Any]]


HEALTH_CHECKS: Registry[str, HealthCheck] = Registry("Health checks", attrgetter("name"))


@public
@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    """Answer that the process runs, without database or cache."""
    return HttpResponse("ok", content_type="text/plain; charset=utf-8", headers={"Cache-Control": "no-store"})


@public
@require_safe
def readyz(request: HttpRequest) -> JsonResponse:
    """Return {"status": "ready"} and 200 when all checks are ok, else {"status": "not ready"} and 503.

    Details of each check are added for requests with METRICS_TOKEN or from this machine.
    `?only=database,cache` asks for some of them: a balancer should not take every page off the net
    because the worker rests. An unknown name answers 400.
    """
    is_operator = _is_operator(request)
    wanted = [name for name in request.GET.get("only", "").split(",") if name] or list(HEALTH_CHECKS)
    headers = {"Cache-Control": "no-store"}
    if unknown := [name for name in wanted if name not in HEALTH_CHECKS]:
        known = f" {', '.join(unknown)[:200]}. There are {', '.join(HEALTH_CHECKS)}" if is_operator else ""
        content = {"status": "not ready", "error": f"No such check{known and ':'}{known}."}
        return JsonResponse(content, status=400, headers=headers)
    results = {name: _outcome(name) for name in dict.fromkeys(wanted)}
    ok = all(result["ok"] for result in results.values())
    told = {"status": "ready" if ok else "not ready", **(results if is_operator else {})}
    return JsonResponse(told, status=200 if ok else 503, headers=headers)


def _is_operator(request: HttpRequest) -> bool:
    """Return whether figures may be shown; who tries a token is counted, as at /metrics."""
    if "Authorization" in request.headers:
        count("metrics", RATE, by_address(request))
    return has_token(request) or is_loopback(request)


def _outcome(name: str) -> dict[str, Any]:
    """Run one check; of an error only its kind is returned; the log has the rest."""
    started = time.monotonic()
    try:
        result = HEALTH_CHECKS[name].run()
    except Exception as error:  # whatever is broken, the answer says which part
        logger.warning("Health check %s failed: %s", name, error)
        result = {"ok": False, "error": type(error).__name__}
    return result | {"milliseconds": round((time.monotonic() - started) * 1000, 1)}


def check_database() -> dict[str, Any]:
    """One question to the database."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        return {"ok": cursor.fetchone() == (1,)}


def check_cache() -> dict[str, Any]:
    """Write, read and remove one value."""
    key = f"health:{uuid.uuid4()}"
    cache.set(key, "here", timeout=10)
    found = cache.get(key) == "here"
    cache.delete(key)
    return {"ok": found}


_migrated = False


def check_migrations() -> dict[str, Any]:
    """Every migration of this code is applied. Once true it stays so for this process."""
    global _migrated
    if not _migrated:
        executor = MigrationExecutor(connection)
        missing = executor.migration_plan(executor.loader.graph.leaf_nodes())
        if missing:
            return {"ok": False, "missing": len(missing)}
        _migrated = True
    return {"ok": True}


def check_worker() -> dict[str, Any]:
    """A worker sent a heartbeat in the last half minute; how many jobs wait and how many failed."""
    now = timezone.now()
    last = WorkerHeartbeat.objects.aggregate(last=Max("beat_at"))["last"]
    seconds = None if last is None else round((now - last).total_seconds(), 1)
    return {
        "ok": seconds is not None and seconds < SILENCE,
        "seconds_since_heartbeat": seconds,
        "due": Job.objects.due(now).count(),
        "given_up": Job.objects.filter(status=JobStatus.DEAD).count(),
    }


def check_realtime() -> dict[str, Any]:
    """Each process that holds sockets is notified; their stats together. No such process is well, too."""
    processes = heartbeats.live_processes()
    missing = [process.name for process in processes if process.is_missing_notifications]
    return {"ok": not missing, **heartbeats.summary(processes), "missing_notifications": len(missing)}
