"""What can be done in the background: handlers and schedules, declared in each app's `tasks.py`."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from operator import attrgetter
from typing import Any, TypeVar

from django.utils.module_loading import autodiscover_modules

from core.base.registry import Registry

DEFAULT_LEASE = timedelta(seconds=30)
Function = TypeVar("Function", bound=Callable[..., Any])


class UnknownJob(LookupError):
    """No app declares a job of this name."""


@dataclass(frozen=True)
class Handler:
    """A declared job: its function and how it is run (see `job`)."""

    name: str
    function: Callable[..., Any]
    max_attempts: int
    lease: timedelta
    atomic: bool
    backoff: timedelta
    time_limit: timedelta


@dataclass(frozen=True)
class Schedule:
    """A job that is due once in each period of `every`, counted from 1970-01-01 00:00 UTC."""

    name: str
    every: timedelta

    def tick(self, now: datetime) -> datetime:
        """Return the start of the period `now` falls into."""
        seconds = self.every.total_seconds()
        return datetime.fromtimestamp(now.timestamp() // seconds * seconds, UTC)


HANDLERS: Registry[str, Handler] = Registry("Jobs", attrgetter("name"))
SCHEDULES: Registry[str, Schedule] = Registry("Periodic jobs", attrgetter("name"))


def job(
    name: str,
    *,
    max_attempts: int = 5,
    lease: timedelta = DEFAULT_LEASE,
    atomic: bool = True,
    backoff: timedelta = timedelta(seconds=10),
    time_limit: timedelta = timedelta(minutes=15),
) -> Callable[[Function], Function]:
    """Declare the decorated function as the handler of `name` ("app.verb_noun").

    atomic=True: the handler and its "done" mark are one transaction, so its changes in the database
    happen once, whatever is killed when. It must be short (under a second: SQLite has one writer).
    atomic=False: for long work, which commits its own batches, and for effects outside the database
    (mail, files, other services). It is done at least once and must bear a repetition.
    A failure waits `backoff`, doubled each time (an hour at most), until `max_attempts` are used up.
    A worker that is silent for `lease` loses the job; one that takes over `time_limit` is stopped.
    Raises ValueError when the name is taken.
    """

    def register(function: Function) -> Function:
        HANDLERS.register(Handler(name, function, max_attempts, lease, atomic, backoff, time_limit))
        return function

    return register


def periodic(name: str, *, every: timedelta, **options: Any) -> Callable[[Function], Function]:
    """Declare a job without arguments that runs once in each period of `every`; options as in `job`.

    Periods missed while no worker ran are not made up for, save the present one.
    """

    def register(function: Function) -> Function:
        SCHEDULES.register(Schedule(name, every))
        return job(name, **options)(function)

    return register


def handler(name: str) -> Handler:
    """Return the handler of a job; UnknownJob when there is none."""
    try:
        return HANDLERS[name]
    except KeyError:
        raise UnknownJob(f"No app declares a job called {name!r} in its tasks.py.") from None


def discover() -> None:
    """Import each app's `tasks` module, so that all jobs are declared."""
    autodiscover_modules("tasks")
