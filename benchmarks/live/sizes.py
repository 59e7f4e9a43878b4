"""The sizes of chaos trials."""

from dataclasses import dataclass


@dataclass(frozen=True)
class TrialSize:
    """How large a trial is, in seconds; `rate` is each writer's actions a second.

    A slow machine needs more time: after `seconds` the trial continues until each process was killed
    `kills` times, `drops` connections were aborted and `deliveries` have arrived, but not over `longest`.
    Then it waits until every client has caught up, while any makes progress, but not over `settles`.
    """

    seconds: float
    longest: float
    settles: float
    readers: int
    pollers: int
    threads: int
    writers: int
    rate: float
    dropped: float  # aborted connections a second
    steady: float  # seconds each process runs, on average
    redis_dead: float
    away: float  # the longest time a client stays disconnected after a drop, one in ten times
    control: float
    deliveries: int
    kills: int  # of each process, at least
    drops: int
    cpu_load: int  # processes for each core that keep it busy after a third of the time


FULL = TrialSize(
    seconds=150, longest=300, settles=300, readers=50, pollers=5, threads=6, writers=4, rate=6, dropped=6,
    steady=15, redis_dead=5, away=10, control=6, deliveries=15_000, kills=3, drops=100, cpu_load=4,
)  # fmt: skip
SHORT = TrialSize(
    seconds=24, longest=90, settles=120, readers=20, pollers=2, threads=4, writers=3, rate=6, dropped=4,
    steady=7, redis_dead=5, away=8, control=3, deliveries=2_000, kills=1, drops=20, cpu_load=1,
)  # fmt: skip
EMBEDDED = TrialSize(
    seconds=2.6, longest=40, settles=60, readers=8, pollers=0, threads=2, writers=1, rate=15, dropped=8,
    steady=0.7, redis_dead=0, away=0.8, control=0, deliveries=150, kills=1, drops=3, cpu_load=0,
)  # fmt: skip
SMOKE = TrialSize(
    seconds=1.5, longest=60, settles=60, readers=6, pollers=1, threads=2, writers=1, rate=15, dropped=8,
    steady=0.6, redis_dead=0, away=0.8, control=1, deliveries=80, kills=1, drops=2, cpu_load=0,
)  # fmt: skip
