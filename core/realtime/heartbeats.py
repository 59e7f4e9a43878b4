"""The processes that hold sockets: one row each (`ProcessHeartbeat`), written every ten seconds."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils import timezone

from core.realtime.models import ProcessHeartbeat

HEARD_WITHIN = timedelta(seconds=30)  # without a heartbeat for longer, a process counts as gone
NOTIFICATION_EXPECTED = 60.0  # seconds; each process sends itself one every ten
SUMMED = ("open_sockets", "subscriptions", "streams", "deliveries", "slow_closed", "refused")
HIGHEST = ("lag_ms", "lag_ms_max")


@dataclass(frozen=True)
class Process:
    """A live process and its last stats; one it did not report is missing from `stats`."""

    name: str
    stats: dict[str, float]
    silent_for: float  # seconds since its last notification, or since it started

    @property
    def is_missing_notifications(self) -> bool:
        """Return whether not even its own test notifications reach it."""
        return self.silent_for > NOTIFICATION_EXPECTED


def live_processes(now: datetime | None = None) -> list[Process]:
    """Return the processes with a heartbeat in the last 30 seconds, by name: one query."""
    now = now or timezone.now()
    beats = ProcessHeartbeat.objects.filter(beat_at__gte=now - HEARD_WITHIN).order_by("process")
    return [_process(beat, now) for beat in beats]


def _process(beat: ProcessHeartbeat, now: datetime) -> Process:
    stats = {
        name: value
        for name, value in beat.stats.items()
        if isinstance(value, int | float) and not isinstance(value, bool)
    }
    heard = stats.pop("last_notification_seconds", None)
    since = beat.started_at if heard is None else beat.beat_at
    return Process(beat.process, stats, (heard or 0.0) + max(0.0, (now - since).total_seconds()))


def summary(processes: list[Process]) -> dict[str, float]:
    """Return the stats of all processes together: counts summed, delays of the worst."""
    totals: dict[str, float] = {"processes": len(processes)}
    for name in SUMMED:
        totals[name] = sum(process.stats.get(name, 0) for process in processes)
    for name in HIGHEST:
        totals[name] = max((process.stats.get(name, 0) for process in processes), default=0)
    totals["seconds_since_notification"] = round(
        max((process.silent_for for process in processes), default=0.0), 1
    )
    return totals
