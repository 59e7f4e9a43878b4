"""The process that empties the job table. It waits while the database is locked or away."""

import logging
import os
import socket
import threading
import time
import uuid
from collections.abc import Callable
from datetime import datetime, timedelta

from django.db import InterfaceError, OperationalError, close_old_connections, connection, connections
from django.utils import timezone

from core.jobs import queue, runner, schedule
from core.jobs.models import Job, WorkerHeartbeat
from core.jobs.registry import DEFAULT_LEASE, HANDLERS, Handler

logger = logging.getLogger("core.jobs")

POLL = 0.25  # seconds between two looks at an empty queue
BEAT = 5.0  # seconds between two heartbeats
HOUSEKEEPING = 1.0  # seconds between two looks at schedules and expired leases
EXIT_TIMEOUT = 75  # exit code after a job that took too long; the supervisor starts a new worker
DATABASE_TROUBLE = (OperationalError, InterfaceError)


class LeaseHeartbeat(threading.Thread):
    """A second thread: writes heartbeats, renews the lease of the current job, ends a stuck worker."""

    def __init__(self, worker: str, end_process: Callable[[int], object] = os._exit) -> None:
        super().__init__(name="job-keeper", daemon=True)
        self.end_process = end_process
        self.worker, self.started_at = worker, timezone.now()
        self._over, self._lock = threading.Event(), threading.Lock()
        self._job: Job | None = None
        self._taken = self._renewed = self._beaten = 0.0

    def hold(self, job: Job | None) -> None:
        """Return the job that runs; None when there is none."""
        with self._lock:
            self._job, self._taken = job, time.monotonic()
            self._renewed = self._taken

    def run(self) -> None:
        while not self._over.wait(POLL):
            try:
                self._look()
            except DATABASE_TROUBLE as trouble:
                logger.warning("Worker %s could not beat: %s", self.worker, trouble)
                connection.close()
        connections.close_all()

    def end(self) -> None:
        """Stop, and take the heartbeat away, so that health checks see at once that nobody works."""
        self._over.set()
        self.join(timeout=30)

    def beat(self) -> None:
        """Write that this worker is alive."""
        WorkerHeartbeat.objects.update_or_create(
            worker=self.worker,
            defaults={"beat_at": timezone.now()},
            create_defaults={"beat_at": timezone.now(), "started_at": self.started_at},
        )
        self._beaten = time.monotonic()

    def _look(self) -> None:
        with self._lock:
            job, taken, renewed = self._job, self._taken, self._renewed
        known = HANDLERS.get(job.task) if job else None
        if job and known and time.monotonic() - taken > known.time_limit.total_seconds():
            logger.critical("Job %s (%s) exceeds %s; this worker ends.", job.pk, job.task, known.time_limit)
            self.end_process(EXIT_TIMEOUT)
        if job and self._needs_renewal(known, renewed):
            queue.renew(job, known.lease if known else DEFAULT_LEASE)
            with self._lock:
                self._renewed = time.monotonic()
        if time.monotonic() - self._beaten > BEAT:
            self.beat()

    def _needs_renewal(self, known: Handler | None, renewed: float) -> bool:
        """On SQLite an atomic job holds the only write lock: nobody can take it, and we could not write."""
        if known and known.atomic and connection.vendor == "sqlite":
            return False
        lease = (known.lease if known else DEFAULT_LEASE).total_seconds()
        return time.monotonic() - renewed > lease / 3


class Worker:
    """Claims and runs jobs one after the other until it is asked to stop."""

    def __init__(self) -> None:
        self.name = f"{socket.gethostname()[:30]}-{os.getpid()}-{uuid.uuid4().hex[:8]}"
        self.stopping = threading.Event()
        self._kept: datetime | None = None

    def stop(self) -> None:
        """Finish the current job, then stop."""
        self.stopping.set()

    def work(self) -> None:
        """Work until `stop` is called; database trouble is waited out."""
        keeper = LeaseHeartbeat(self.name)
        keeper.start()
        logger.info("Worker %s is at work.", self.name)
        try:
            while not self.stopping.is_set():
                if not self._turn(keeper):
                    self.stopping.wait(POLL)
        finally:
            keeper.end()
            self._leave()

    def drain(self) -> int:
        """Run what is due now and what that asks for, then return how many jobs ran."""
        keeper, ran = LeaseHeartbeat(self.name), 0
        self._run_maintenance()
        keeper.start()
        try:
            while not self.stopping.is_set() and self._run_next(keeper):
                ran += 1
        finally:
            keeper.end()
            self._leave()
        return ran

    def _turn(self, keeper: LeaseHeartbeat) -> bool:
        """Run the maintenance that is due and one job; return whether there may be more jobs now."""
        try:
            if self._kept is None or timezone.now() - self._kept > timedelta(seconds=HOUSEKEEPING):
                self._run_maintenance()
                self._kept = timezone.now()
            return self._run_next(keeper)
        except DATABASE_TROUBLE as trouble:
            logger.warning("Worker %s waits for the database: %s", self.name, trouble)
            connections.close_all()
            self.stopping.wait(1)
            return False

    def _run_maintenance(self) -> None:
        close_old_connections()
        queue.reclaim()
        schedule.enqueue_due()

    def _run_next(self, keeper: LeaseHeartbeat) -> bool:
        job = queue.claim(self.name)
        if job is None:
            return False
        keeper.hold(job)
        try:
            runner.run(job)
        finally:
            keeper.hold(None)
        return True

    def _leave(self) -> None:
        try:
            WorkerHeartbeat.objects.filter(worker=self.name).delete()
        except DATABASE_TROUBLE as trouble:
            logger.warning("Worker %s could not take its heartbeat away: %s", self.name, trouble)
        connections.close_all()
        logger.info("Worker %s has left.", self.name)
