"""A message has a limited size: large events are sent in several messages, and none is lost."""

import pytest

from core.realtime.batching import FEW, HEAVY, next_batch
from core.realtime.registry import SPACE_KINDS, SpaceKind
from tests.core.realtime.conftest import happen

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def heavy_room(room):
    """Make the size of each event its subject, in thousandths of a message's limit."""

    def weigh(events, key):
        return [event.subject * HEAVY // 1_000 for event in events]

    SPACE_KINDS["test.room"] = SpaceKind("test.room", room.audience, room.render, weigh)


def batches(space):
    """Return the sequences of each batch, read one after the other."""
    found, after, more = [], 0, True
    while more:
        batch = next_batch(space, after)
        assert batch.after == after
        found.append([event.sequence for event in batch.events])
        after, more = batch.through, batch.more
    return found


@pytest.mark.parametrize(
    ("weights", "sizes"),
    [
        ([1] * (FEW + 5), [FEW + 5]),
        ([900] * FEW, [FEW]),
        ([400] * (FEW + 3), [2, 2, FEW - 1]),
        ([5_000] + [50] * 21, [1, 20, 1]),
    ],
)
def test_large_events_are_sent_in_several_messages(heavy_room, space, weights, sizes):
    happen(space, *weights)
    found = batches(space)
    assert [number for batch in found for number in batch] == list(range(1, len(weights) + 1))
    assert [len(batch) for batch in found] == sizes


def test_events_without_a_known_size_are_sent_together(room, space):
    happen(space, *[900] * (FEW + 5))
    assert [len(batch) for batch in batches(space)] == [FEW + 5]
