"""The worker as a writer: it posts in a job, which a kill may interrupt anywhere."""

import uuid
from datetime import timedelta

from accounts.models import User
from benchmarks.live import actions
from cop.models import Thread
from core.jobs import job

WRITE = "trial.write"


@job(
    WRITE,
    atomic=False,  # a sequenced write is a transaction of its own
    lease=timedelta(seconds=2),
    backoff=timedelta(seconds=0.2),
    max_attempts=50,
)
def write(thread_id: int, user_id: int, key: str, mark: str) -> None:
    """Post with the key: repeated after a kill, it is the same post."""
    actions.post_once(Thread.objects.get(pk=thread_id), User.objects.get(pk=user_id), uuid.UUID(key), mark)
