"""What a process that holds sockets tells of itself: for `/readyz`, `/metrics` and the benchmarks."""

import datetime
import time
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from core.realtime.enums import Close


@dataclass
class Figures:
    """Counts since the process began; times in milliseconds unless named otherwise."""

    deliveries: int = 0
    refused: int = 0
    lag_ms: float = 0.0
    lag_ms_max: float = 0.0
    closes: Counter[int] = field(default_factory=Counter)
    last_ring: float | None = None  # monotonic seconds

    def saw_lag(self, lag: datetime.timedelta) -> None:
        """Note how long after it was written an event was read and rendered."""
        self.lag_ms = round(lag.total_seconds() * 1000, 1)
        self.lag_ms_max = max(self.lag_ms_max, self.lag_ms)

    def heard_ring(self) -> None:
        """Note that a ring, or a test ring, arrived."""
        self.last_ring = time.monotonic()

    def closed(self, code: Close) -> None:
        """Note why we closed a socket."""
        self.closes[code] += 1

    def as_dict(self, **more: Any) -> dict[str, Any]:
        """Give the figures as plain values; `last_ring_seconds` is None before the first ring."""
        since = None if self.last_ring is None else round(time.monotonic() - self.last_ring, 1)
        return {
            "deliveries": self.deliveries,
            "refused": self.refused,
            "lag_ms": self.lag_ms,
            "lag_ms_max": self.lag_ms_max,
            "last_ring_seconds": since,
            "slow_closed": self.closes[Close.SLOW],
        } | more
