"""Runs one claimed job and records how it ended."""

import logging
import re
import time
from collections.abc import Callable
from typing import Any

from django.db import transaction
from django_tasks.utils import get_exception_traceback, get_module_path

from core.jobs import queue
from core.jobs.models import Job
from core.jobs.registry import Handler, UnknownJob, handler

logger = logging.getLogger("core.jobs")
_ADDRESS = re.compile(r"[^\s@<>'\"(){}=]+@[^\s@<>'\"(){}=]+\.[^\s@<>'\"(){}=]+")
LONG_LOCK = 1.0  # seconds an atomic handler may hold the database before the log says so


class LeaseLost(Exception):
    """The job went to another worker; what this one did in its transaction is undone."""


def run(job: Job) -> bool:
    """Run the claimed job; True when it is done. An error is recorded, never raised."""
    return run_or_report(job) is None


def run_or_report(job: Job) -> Exception | None:
    """Run the claimed job and record the outcome; return the error it ended with, or None."""
    known: Handler | None = None
    try:
        known = handler(job.task)
        _perform(job, known)
    except LeaseLost as error:
        logger.warning("Job %s (%s) went to another worker; its result here is dropped.", job.pk, job.task)
        return error
    except UnknownJob as error:
        return _report(job, None, error)
    except Exception as error:  # a handler may raise anything; it is stored with the job
        return _report(job, known, error)
    return None


def _perform(job: Job, known: Handler) -> None:
    """Call the handler and mark the job done, in one transaction when it is atomic."""
    started = time.monotonic()
    if known.atomic:
        with transaction.atomic():
            _finish(job, known.function)
        if (took := time.monotonic() - started) > LONG_LOCK:
            logger.warning(
                "Job %s (%s) held the database for %.1f s; make it atomic=False with batches.",
                job.pk,
                job.task,
                took,
            )
    else:
        _finish(job, known.function)


def _finish(job: Job, function: Callable[..., Any]) -> None:
    result = function(*job.arguments)
    if not queue.finish(job, result):
        raise LeaseLost(f"Job {job.pk}")


def _report(job: Job, known: Handler | None, error: Exception) -> Exception:
    # Mail servers and databases quote addresses; this text outlives the account they belong to.
    words = _ADDRESS.sub("(address)", get_exception_traceback(error))
    kept = queue.fail(job, get_module_path(type(error)), words, known)
    over = known is None or job.attempts >= job.max_attempts
    logger.log(
        logging.ERROR if over else logging.WARNING,
        "Job %s (%s) failed at attempt %s of %s: %s%s",
        job.pk,
        job.task,
        job.attempts,
        job.max_attempts,
        type(error).__name__,
        ", no attempt is left" if over and kept else "",
    )
    return error
