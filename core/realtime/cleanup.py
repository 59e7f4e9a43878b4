"""Retention of the log: events past their time go, from its beginning, and the space says up to where."""

import time
from datetime import datetime, timedelta
from itertools import takewhile

from django.db import transaction
from django.utils import timezone

from core.jobs.cleanup import delete_in_batches
from core.jobs.throttle import yield_to_writers
from core.realtime.models import Event, ProcessHeartbeat, Space

KEEP_EVENTS = timedelta(days=30)
KEEP_BEATS = timedelta(days=1)
BATCH = 500


def prune(now: datetime | None = None, batch: int = BATCH) -> int:
    """Remove events and beats that are past their time, `batch` in one transaction; return how many went."""
    now = now or timezone.now()
    old = Event.objects.filter(created_at__lt=now - KEEP_EVENTS)
    spaces = list(old.order_by("space_id").values_list("space_id", flat=True).distinct())
    gone = sum(_prune_space(space_id, now - KEEP_EVENTS, batch) for space_id in spaces)
    return gone + delete_in_batches(ProcessHeartbeat.objects.filter(beat_at__lt=now - KEEP_BEATS))


def _prune_space(space_id: int, before: datetime, batch: int) -> int:
    gone, taken = 0, batch
    while taken == batch:
        began = time.monotonic()
        taken = prune_batch(space_id, before, batch)
        gone += taken
        yield_to_writers(began)
    return gone


@transaction.atomic
def prune_batch(space_id: int, before: datetime, batch: int = BATCH) -> int:
    """Remove the first events of a space, at most `batch`, up to the first that is not older than `before`.

    Gives how many went. Always a beginning, never a piece from the middle; and `pruned` rises in the same
    transaction: whoever sees that events are gone also sees, at the latest in the next query, that they were
    pruned. The space's row is locked, so that two prunings cannot set `pruned` back.
    """
    space = Space.objects.select_for_update().filter(pk=space_id).first()
    if space is None:
        return 0
    first = space.events.order_by("sequence").values_list("sequence", "created_at")[:batch]
    past = [sequence for sequence, _at in takewhile(lambda row: row[1] < before, first)]
    if not past:
        return 0
    space.events.filter(sequence__lte=past[-1]).delete()
    Space.objects.filter(pk=space_id).update(pruned=max(space.pruned, past[-1]))
    return len(past)
