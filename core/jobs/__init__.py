"""Work in the background: handlers with `@job`, schedules with `@periodic`, work asked for by `enqueue`.

The database's `jobs_job` table is the only queue; `manage.py run_worker` empties it.
docs/decisions/0002-jobs.md says why, docs/operators/jobs.md how to run it.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING, Any

from core.jobs.registry import UnknownJob, job, periodic

if TYPE_CHECKING:
    from core.jobs.models import Job

__all__ = ["UnknownJob", "enqueue", "enqueue_each", "job", "periodic"]


def enqueue(
    name: str,
    *args: Any,
    unique_key: str | None = None,
    run_at: datetime | None = None,
    priority: int = 0,
    postpone: bool = False,
) -> "Job":
    """Ask for the work `name` with ids as `args`, in the caller's own transaction.

    The job exists exactly when the caller's change is committed. `run_at` (aware) defers it;
    a higher `priority` (-100 to 100) goes first. With a `unique_key`, a job of the same name and
    key that still waits is returned instead of a second one, and does not start before the
    caller's commit; one that is running already will run once more, so it sees the caller's change.
    The sooner of two times counts; with postpone=True the later one, also for one that will run once
    more, so the job waits until nobody has asked for it for that long.
    Raises UnknownJob for a name no app declares, TypeError for arguments that are not JSON or UUID.
    """
    from core.jobs import queue  # the tables are not ready while apps are being loaded

    return queue.put(
        name, args, unique_key=unique_key or "", run_at=run_at, priority=priority, postpone=postpone
    )


def enqueue_each(name: str, keys: Iterable[int], *, run_at: datetime) -> None:
    """Ask for the work `name` once for each key, which is also its argument, in a fixed number of queries.

    Each waits until nobody has asked for it for that long, as `enqueue` does with postpone=True.
    """
    from core.jobs import queue  # the tables are not ready while apps are being loaded

    queue.put_each(name, keys, run_at=run_at)
