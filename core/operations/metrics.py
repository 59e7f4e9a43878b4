"""Figures for a monitoring system at `/metrics`, in Prometheus' text format 0.0.4.

The format: https://prometheus.io/docs/instrumenting/exposition_formats/ . Times are in seconds.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.db.models import Max
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from core.base.ratelimit import READING, by_address, ratelimit
from core.base.rules import is_operator
from core.jobs.models import Job, JobStatus, WorkerHeartbeat
from core.mail.models import MailMessage
from core.operations.monitoring import RATE, has_token
from core.realtime.heartbeats import Process, live_processes
from core.web.access import public
from core.web.responses import NO_STORE

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"


@dataclass(frozen=True)
class Metric:
    """One metric: its name below `commons_`, what it counts, and whether it only rises."""

    name: str
    help: str
    rises: bool = False

    def lines(self, samples: Iterable[tuple[str, float]]) -> Iterator[str]:
        """Return its lines for samples of (process, value); an empty process means that it has no label."""
        kind = "counter" if self.rises else "gauge"
        yield f"# HELP commons_{self.name} {self.help}"
        yield f"# TYPE commons_{self.name} {kind}"
        for process, value in samples:
            label = f'{{process="{_escaped(process)}"}}' if process else ""
            yield f"commons_{self.name}{label} {value:.10g}"


# Figure of a process -> its metric, and what one unit of it is in the metric's unit.
OF_PROCESSES: dict[str, tuple[Metric, float]] = {
    "open_sockets": (Metric("realtime_open_sockets", "Sockets that are open."), 1),
    "subscriptions": (Metric("realtime_subscriptions", "Spaces followed, summed over sockets."), 1),
    "streams": (Metric("realtime_streams", "Spaces that somebody follows."), 1),
    "deliveries": (Metric("realtime_deliveries_total", "Messages written to sockets.", True), 1),
    "slow_closed": (Metric("realtime_slow_closed_total", "Sockets closed as too slow or silent.", True), 1),
    "refused": (Metric("realtime_refused_total", "Requests to follow that were refused.", True), 1),
    "lag_ms": (Metric("realtime_lag_seconds", "From writing to reading, last batch of events."), 0.001),
    "lag_ms_max": (
        Metric("realtime_lag_seconds_max", "The longest such time since the process began."),
        0.001,
    ),
}
SILENCE = Metric(
    "realtime_seconds_since_notification", "Time since a notification; test notifications come every 10 s."
)
PROCESSES = Metric("realtime_processes", "Socket processes with a heartbeat in the last 30 s.")
DUE = Metric("jobs_due", "Jobs that could start now.")
DEAD = Metric("jobs_dead", "Jobs that failed.")
HEARTBEAT = Metric("worker_heartbeat_age_seconds", "Time since the last heartbeat of a worker.")
MAILS = Metric("mails_waiting", "Mails not sent yet.")


def _escaped(label: str) -> str:
    return label.replace("\\", r"\\").replace('"', r"\"").replace("\n", r"\n")


@public  # a monitoring system has no account; who may see the figures is decided below
@require_safe
@ratelimit("metrics", rate=RATE, methods=READING, by=by_address)
def metrics_show(request: HttpRequest) -> HttpResponse:
    """Return the metrics to operators and to requests with METRICS_TOKEN; 404 to everybody else."""
    if not has_token(request) and not is_operator(request.user):
        raise Http404
    text = "\n".join([*_realtime(live_processes()), *_background()]) + "\n"
    return HttpResponse(text, content_type=CONTENT_TYPE, headers=NO_STORE)


def _realtime(processes: list[Process]) -> Iterator[str]:
    yield from PROCESSES.lines([("", len(processes))])
    for figure, (metric, unit) in OF_PROCESSES.items():
        given = [each for each in processes if figure in each.stats]
        yield from metric.lines((each.name, each.stats[figure] * unit) for each in given)
    yield from SILENCE.lines((each.name, each.silent_for) for each in processes)


def _background() -> Iterator[str]:
    now = timezone.now()
    yield from DUE.lines([("", Job.objects.due(now).count())])
    yield from DEAD.lines([("", Job.objects.filter(status=JobStatus.DEAD).count())])
    beat_at = WorkerHeartbeat.objects.aggregate(last=Max("beat_at"))["last"]
    yield from HEARTBEAT.lines([] if beat_at is None else [("", (now - beat_at).total_seconds())])
    yield from MAILS.lines([("", MailMessage.objects.filter(sent_at=None).count())])
