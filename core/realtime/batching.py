"""How much of the log goes into one message: what a weak line takes in the seconds a message may last."""

from dataclasses import replace

from core.realtime import event_reader
from core.realtime.models import Space
from core.realtime.registry import SPACE_KINDS

HEAVY = 256 * 1024  # letters in one message, unless one event alone has more
FEW = 5  # events that are not weighed: with so few a message is bearable whatever they show


def next_batch(space: Space, after: int) -> event_reader.Batch:
    """Return the batch after the cursor, cut where it would be too heavy; `more` says that it was."""
    batch = event_reader.read(space.pk, after)
    weigh = SPACE_KINDS[space.kind].weigh
    if weigh is None or len(batch.events) <= FEW:
        return batch
    heavy = 0
    for number, weight in enumerate(weigh(batch.events, space.key)):
        heavy += weight
        if heavy > HEAVY and number:
            events = batch.events[:number]
            return replace(batch, events=events, through=events[-1].sequence, more=True)
    return batch
