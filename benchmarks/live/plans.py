"""How large a chaos trial is."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Plan:
    """How large a trial is. Seconds; `rate` is each writer's actions a second."""

    seconds: float
    listeners: int
    pollers: int
    threads: int
    writers: int
    rate: float
    dropped: float  # connections torn off a second
    steady: float  # seconds each process is up, on average
    redis_dead: float
    away: float  # the longest a client stays away after a drop, one in ten times
    control: float
    deliveries: int
    kills: int  # of each process, at least


FULL = Plan(150, 50, 5, 6, 4, 6, 6, 15, 5, 10, 6, 15_000, 3)
SHORT = Plan(24, 20, 2, 4, 3, 6, 4, 7, 5, 8, 3, 2_000, 1)
EMBEDDED = Plan(2.6, 8, 0, 2, 1, 15, 8, 0.7, 0, 0.8, 0, 150, 1)
