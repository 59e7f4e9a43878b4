"""Real workers in separate processes: killed, doubled, terminated."""

import signal
import time
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from core.jobs import enqueue, job, queue
from core.jobs.models import Job, WorkerHeartbeat
from core.jobs.registry import HANDLERS
from core.jobs.worker import LeaseHeartbeat
from tests.core.conftest import OWN_DATABASE, Site
from tests.waiting import wait_for

pytestmark = OWN_DATABASE
DONE = "SELECT count(*) FROM jobs_job WHERE task LIKE 'tests.%' AND status = 'done'"
EXPIRE = "UPDATE jobs_job SET lease_until = '2020-01-01 00:00:00' WHERE status = 'running'"


def kill_in_mid_task(site: Site, name: str) -> None:
    """Enqueue the job, kill its worker in the middle, and let the lease expire."""
    flag = site.folder / name
    worker = site.start_job_process("ask", name, str(flag))
    wait_for(flag.exists)
    worker.send_signal(signal.SIGKILL)
    worker.wait(60)
    site.ask(EXPIRE)


def test_work_killed_in_the_middle_is_done_once(site: Site) -> None:
    """The control marks its work as done in a second transaction, and does it twice.

    The next worker finds a locked database first, waits, and continues.
    """
    kill_in_mid_task(site, "tests.marked_afterwards")
    assert site.ask("SELECT word FROM effect") == [("control",)]
    kill_in_mid_task(site, "tests.marked_with_the_work")
    worker = site.start_job_process("work_after_errors")
    wait_for(
        lambda: site.count("SELECT count(*) FROM jobs_job WHERE task LIKE 'tests.%' AND status = 'done'") == 2
    )
    assert sorted(site.ask("SELECT word FROM effect")) == [("atomic",), ("control",), ("control",)]
    assert site.ask("SELECT attempts FROM jobs_job WHERE task = 'tests.marked_with_the_work'") == [(2,)]
    # Terminated, a worker ends cleanly and deletes its heartbeat.
    wait_for(lambda: site.count("SELECT count(*) FROM jobs_workerheartbeat WHERE beat_at > '2021-01-01'"))
    worker.send_signal(signal.SIGTERM)
    assert worker.wait(timeout=20) == 0
    assert site.count("SELECT count(*) FROM jobs_workerheartbeat") <= 2  # those of the killed workers


def test_two_workers_never_run_one_tick_twice(site: Site) -> None:
    """Two processes compete for 30 ticks; the last five are the control: both take them."""
    pair = [site.start_job_process("tick", "25", "5") for _ in range(2)]
    assert [process.stdout.readline() for process in pair if process.stdout] == ["ready\n"] * 2
    start = str(time.time() + 0.2)
    for process in pair:
        process.stdin.write(start + "\n")  # type: ignore[union-attr]
        process.stdin.flush()  # type: ignore[union-attr]
    taken = [int(word) for process in pair for word in process.communicate(timeout=60)[0].split()]
    assert sorted(turn for turn in taken if turn <= 25) == list(range(1, 26))
    assert sorted(turn for turn in taken if turn > 25) == sorted([*range(26, 31)] * 2)


@pytest.fixture
def heartbeat() -> Iterator[LeaseHeartbeat]:
    """A heartbeat whose thread was never started."""
    yield LeaseHeartbeat("test")
    HANDLERS.pop("tests.kept", None)


def held_job(**options: Any) -> Job:
    """A claimed job with these options of its handler."""
    HANDLERS.pop("tests.kept", None)
    job("tests.kept", **options)(lambda: None)
    enqueue("tests.kept")
    claimed = queue.claim("test")
    assert claimed is not None
    return claimed


def test_the_lease_of_a_long_job_is_renewed(heartbeat: LeaseHeartbeat) -> None:
    row = held_job(atomic=False, lease=timedelta(0))
    heartbeat.hold(row)
    heartbeat._look()
    before, row.lease_until = row.lease_until, Job.objects.get().lease_until
    assert row.lease_until > before  # type: ignore[operator]
    heartbeat.hold(None)
    heartbeat._look()
    assert Job.objects.get().lease_until == row.lease_until
    assert WorkerHeartbeat.objects.get().worker == "test"


def test_a_job_over_its_time_limit_ends_the_worker(heartbeat: LeaseHeartbeat) -> None:
    ended: list[int] = []
    heartbeat.end_process = ended.append
    heartbeat.hold(held_job(time_limit=timedelta(hours=1)))
    heartbeat._look()
    assert ended == []
    heartbeat.hold(None)
    Job.objects.update(status="ready")
    heartbeat.hold(held_job(time_limit=timedelta(0)))
    heartbeat._look()
    assert ended == [75]
