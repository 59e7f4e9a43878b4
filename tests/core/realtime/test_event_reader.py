"""Reading by cursor, and the catch-up over HTTP: all events, in order, and none to the wrong reader."""

from uuid import uuid4

import pytest

from core.realtime import event_reader
from core.realtime.models import Event, Space
from tests.core.realtime.conftest import happen


def sequences(batch):
    return [event.sequence for event in batch.events]


def test_a_batch_continues_from_the_cursor_and_shows_when_there_is_more(space):
    happen(space, *range(1, 8))
    first = event_reader.read(space.pk, 2, limit=3)
    assert (sequences(first), first.through, first.more) == ([3, 4, 5], 5, True)
    last = event_reader.read(space.pk, first.through, limit=3)
    assert (sequences(last), last.through, last.more) == ([6, 7], 7, False)
    nothing = event_reader.read(space.pk, 7)
    assert (sequences(nothing), nothing.through, nothing.reset) == ([], 7, False)


def test_an_invalid_cursor_gets_a_reset(space):
    happen(space, 1, 2, 3, 4)
    assert event_reader.read(space.pk, 5).reset  # a sequence that does not exist yet
    Event.objects.filter(space=space, sequence__lte=2).delete()
    assert event_reader.read(space.pk, 1).reset  # its row is deleted, though the pruned mark is not set yet
    Space.objects.filter(pk=space.pk).update(pruned=2)
    old = event_reader.read(space.pk, 1)
    assert (old.reset, old.through) == (True, 4)
    assert sequences(event_reader.read(space.pk, 2)) == [3, 4]


@pytest.fixture
def address(space):
    return f"/en/live/{space.public_id}/"


def test_catch_up_returns_visible_events_and_moves_the_cursor(room, space, address, learner, as_user):
    room.guests = {learner.pk: "guest"}
    happen(space, 1)
    happen(space, 2, kind="secret", by=learner.pk)
    answer = as_user(learner).get(address, {"after": 0})
    assert answer.json() == {
        "space": str(space.public_id),
        "language": "en",
        "audience": "guest",
        "after": 0,
        "through": 2,
        "events": [
            {"sequence": 1, "kind": "said", "by": None, "text": "Home 1 for guest"},
            {"sequence": 2, "kind": "secret", "by": str(learner.public_id)},
        ],
        "more": False,
    }
    assert answer["Cache-Control"] == "private, no-store"


def test_catch_up_is_in_the_language_of_its_url(room, space, learner, as_user):
    room.guests = {learner.pk: "guest"}
    happen(space, 1)
    answer = as_user(learner).get(f"/fr/live/{space.public_id}/", {"after": 0}).json()
    assert answer["events"][0]["text"] == "Accueil 1 for guest"


def test_catch_up_is_refused_to_others(room, space, address, learner, juror, as_user, stranger):
    room.guests = {learner.pk: "guest"}
    happen(space, 1)
    assert as_user(juror).get(address, {"after": 0}).status_code == 404
    assert as_user(stranger).get(address, {"after": 0}).status_code == 404
    assert as_user(learner).get(f"/en/live/{uuid4()}/", {"after": 0}).status_code == 404
    room.guests[None] = "passer-by"
    visitor = as_user(stranger).get(address, {"after": 0}).json()
    assert visitor["events"][0]["text"] == "Home 1 for passer-by"


def test_the_access_log_is_no_space_for_anybody(room, admin, as_user):
    from core.realtime.log import ACCESS, ACCESS_KEY, open_space

    hidden = open_space(ACCESS, ACCESS_KEY)
    assert as_user(admin).get(f"/en/live/{hidden.public_id}/", {"after": 0}).status_code == 404


@pytest.mark.parametrize("after", ["", "x", "1.5", None])
def test_a_cursor_that_is_no_number_is_refused(room, space, address, learner, as_user, after):
    room.guests = {learner.pk: "guest"}
    answer = as_user(learner).get(address, {} if after is None else {"after": after})
    assert answer.status_code == 400
    assert "?after=12" in answer.json()["error"]


@pytest.mark.parametrize(("after", "reset"), [("-5", False), ("9" * 40, True)])
def test_a_cursor_out_of_range_is_answered(room, space, address, learner, as_user, after, reset):
    room.guests = {learner.pk: "guest"}
    happen(space, 1)
    answer = as_user(learner).get(address, {"after": after})
    assert answer.status_code == 200
    assert answer.json().get("reset", False) is reset


def test_catch_up_is_rate_limited(room, space, address, learner, as_user):
    room.guests = {learner.pk: "guest"}
    client = as_user(learner)
    codes = {client.get(address, {"after": 0}).status_code for _round in range(241)}
    assert codes == {200, 429}
