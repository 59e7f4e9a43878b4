"""Counts of a process that holds sockets: for `/readyz`, `/metrics` and the benchmarks."""

import datetime
import time
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from core.realtime.enums import Close


@dataclass
class Stats:
    """Counts since the process began; times in milliseconds unless named otherwise."""

    deliveries: int = 0
    refused: int = 0
    lag_ms: float = 0.0
    lag_ms_max: float = 0.0
    closes: Counter[int] = field(default_factory=Counter)
    last_notification: float | None = None  # monotonic seconds

    def record_lag(self, lag: datetime.timedelta) -> None:
        """Record how long after it was written an event was read and rendered."""
        self.lag_ms = round(lag.total_seconds() * 1000, 1)
        self.lag_ms_max = max(self.lag_ms_max, self.lag_ms)

    def record_notification(self) -> None:
        """Record that a notification, or a test notification, arrived."""
        self.last_notification = time.monotonic()

    def record_close(self, code: Close) -> None:
        """Record why we closed a socket."""
        self.closes[code] += 1

    def as_dict(self, **more: Any) -> dict[str, Any]:
        """Return the counts as plain values; `last_notification_seconds` is None before the first one."""
        since = (
            None if self.last_notification is None else round(time.monotonic() - self.last_notification, 1)
        )
        return {
            "deliveries": self.deliveries,
            "refused": self.refused,
            "lag_ms": self.lag_ms,
            "lag_ms_max": self.lag_ms_max,
            "last_notification_seconds": since,
            "slow_closed": self.closes[Close.SLOW],
        } | more
