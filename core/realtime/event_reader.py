"""Reading the log by cursor: what happened after `after`, for one audience, in one language.

The socket, a poll and a link all read through here.
"""

import datetime
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import connection
from django.utils import timezone, translation

from core.realtime.log import ACCESS
from core.realtime.models import Event, Space
from core.realtime.registry import SPACE_KINDS

LIMIT = 200  # events in one batch


@dataclass(frozen=True)
class Batch:
    """The events after a cursor, in order and without a gap, up to `through`.

    `reset` says that the cursor cannot be gone on from (its events are kept no more, or it lies in a future
    that never was): load the page again, then continue from `through`.
    """

    after: int
    through: int
    events: Sequence[Event] = ()
    reset: bool = False
    more: bool = False


def find_space(public_id: UUID) -> Space | None:
    """Return the space people may ask for by this id, or None."""
    space = Space.objects.filter(public_id=public_id).first()
    return space if space and space.kind in SPACE_KINDS else None


def read(space_id: int, after: int, limit: int = LIMIT) -> Batch:
    """Return the batch after the cursor; three lines of reading, safe beside writers and the pruning."""
    last, pruned = Space.objects.values_list("last", "pruned").get(pk=space_id)
    if after > last or after < pruned:
        return Batch(after, last, reset=True)
    found = Event.objects.filter(space_id=space_id, sequence__gt=after).select_related("by")
    events = list(found.order_by("sequence")[: limit + 1])
    if last > after and (not events or events[0].sequence != after + 1):  # pruned since the first question
        return Batch(after, last, reset=True)
    more = len(events) > limit
    events = events[:limit]
    return Batch(after, events[-1].sequence if events else after, events, more=more)


def audience_of(space: Space, user_id: int | None) -> str | None:
    """Return which version of the space this person (None: a visitor) may see now, or None."""
    return SPACE_KINDS[space.kind].audience([user_id], space.key).get(user_id)


def message(space: Space, batch: Batch, audience: str, language: str) -> dict[str, Any]:
    """Return what a client of this audience and language gets for the batch, JSON-ready.

    A page that was rendered for another audience than the message's must be loaded again.
    """
    head: dict[str, Any] = {"space": str(space.public_id), "language": language}
    if batch.reset:
        return head | {"reset": True, "through": batch.through}
    with translation.override(language), timezone.override(datetime.UTC):
        shown = SPACE_KINDS[space.kind].render(batch.events, space.key, audience, language)
    events = [
        {"sequence": event.sequence, "kind": event.kind, "by": _public_id(event)} | extra
        for event, extra in zip(batch.events, shown, strict=True)
    ]
    shown_to = {"audience": audience, "after": batch.after, "through": batch.through}
    return head | shown_to | {"events": events}


def encode(content: dict[str, Any]) -> str:
    """Return the compact JSON text of a message."""
    return json.dumps(content, ensure_ascii=False, separators=(",", ":"))


def last_sequence_of(space_id: int) -> int:
    """Return the last sequence of a space; 0 when it is gone. Each stored page of a thread asks for it.

    Without the ORM, whose compiling of the query would cost more than the query.
    """
    with connection.cursor() as cursor:
        cursor.execute(f'SELECT last FROM "{Space._meta.db_table}" WHERE id = %s', [space_id])  # noqa: S608
        row = cursor.fetchone()
    return row[0] if row else 0


def last_sequences_of(space_ids: list[int]) -> list[tuple[int, int]]:
    """Return (space, last sequence) of several spaces, in one query."""
    return list(Space.objects.filter(pk__in=space_ids).values_list("pk", "last"))


def access_changes(after: int) -> tuple[int, set[int]]:
    """Return the cursor of the site's access changes, and whose rights changed after `after`."""
    found = list(
        Event.objects.filter(space__kind=ACCESS, sequence__gt=after)
        .order_by("sequence")
        .values_list("sequence", "subject")
    )
    return (found[-1][0] if found else after), {subject for _sequence, subject in found}


def _public_id(event: Event) -> str | None:
    return str(event.by.public_id) if event.by else None
