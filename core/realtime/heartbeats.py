"""What the socket processes say about themselves: one row each, written every ten seconds (`HubBeat`)."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils import timezone

from core.realtime.models import HubBeat

HEARD_WITHIN = timedelta(seconds=30)  # a process that was not heard of for longer is gone
RING_EXPECTED = 60.0  # seconds; each process rings itself every ten
SUMMED = ("open_sockets", "subscriptions", "feeds", "deliveries", "slow_closed", "refused")
HIGHEST = ("lag_ms", "lag_ms_max")


@dataclass(frozen=True)
class Process:
    """A live process and its last figures; one it did not give is missing from `figures`."""

    name: str
    figures: dict[str, float]
    silent_for: float  # seconds since it last heard a ring, or since it started

    @property
    def is_deaf(self) -> bool:
        """Whether even its own test rings do not reach it."""
        return self.silent_for > RING_EXPECTED


def live_processes(now: datetime | None = None) -> list[Process]:
    """Give the processes that were heard of in the last 30 seconds, by name: one query."""
    now = now or timezone.now()
    beats = HubBeat.objects.filter(beat_at__gte=now - HEARD_WITHIN).order_by("process")
    return [_process(beat, now) for beat in beats]


def _process(beat: HubBeat, now: datetime) -> Process:
    figures = {
        name: value
        for name, value in beat.figures.items()
        if isinstance(value, int | float) and not isinstance(value, bool)
    }
    heard = figures.pop("last_ring_seconds", None)
    since = beat.started_at if heard is None else beat.beat_at
    return Process(beat.process, figures, (heard or 0.0) + max(0.0, (now - since).total_seconds()))


def summary(processes: list[Process]) -> dict[str, float]:
    """Give the figures of all processes together: counts summed, delays of the worst."""
    told: dict[str, float] = {"processes": len(processes)}
    for name in SUMMED:
        told[name] = sum(process.figures.get(name, 0) for process in processes)
    for name in HIGHEST:
        told[name] = max((process.figures.get(name, 0) for process in processes), default=0)
    told["seconds_since_ring"] = round(max((process.silent_for for process in processes), default=0.0), 1)
    return told
