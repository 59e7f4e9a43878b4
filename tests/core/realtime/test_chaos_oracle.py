"""The oracle of the chaos trial finds each kind of fault; else a trial would prove nothing."""

import json
from dataclasses import replace
from typing import Any

import pytest
from websockets.asyncio.server import ServerConnection, serve

from benchmarks.live.clients import ConnectionState, Record, SocketClient
from benchmarks.live.oracle import CommittedRows, Verdict, compare, judge

SPACE = "a space"
DUE = [(n, "post") for n in range(1, 6)]
MARK = "mark-00000000000a"


def truth() -> CommittedRows:
    """Five posts of one space; the second is hidden by the event 4."""
    return CommittedRows(
        events={SPACE: DUE},
        gone={MARK: (4, 100.0)},
        screens={SPACE: {2: (f"{MARK}-1", True), 3: ("mark-00000000000b-2", False)}},
    )


def message(after: int, through: int, **extra: object) -> dict[str, object]:
    """Return a message for a client; `extra` is added to the last event."""
    events: list[dict[str, object]] = [{"sequence": n, "kind": "post"} for n in range(after + 1, through + 1)]
    events[-1] |= extra
    return {"after": after, "through": through, "events": events}


def heard(*messages: dict[str, object], start: int = 0, asked: float = 0, now: float = 0) -> Verdict:
    """Return the verdict on one client with these messages, requested at one time and received at another."""
    record = Record(SPACE, start, start, "member", asked=asked)
    for each in messages:
        record.take(each, now)
    return judge([record], truth())


def test_a_client_with_all_events_has_no_fault() -> None:
    assert heard(message(0, 2), message(2, 5)).wrong() == {}
    assert heard(message(3, 5), start=3).deliveries == 2
    assert heard(message(3, 5), start=3).wrong() == {}


@pytest.mark.parametrize(
    ("got", "fault"),
    [
        ([1, 2, 4, 5], {"lost": 1}),
        ([1, 2, 3, 5], {"lost": 1}),
        ([1, 2, 2, 3, 4, 5], {"duplicates": 1}),
        ([1, 3, 2, 4, 5], {"disordered": 1}),
        ([1, 2, 3, 4, 5, 6], {"strangers": 1}),
        ([1, 2, 3, 4, 5, 1], {"duplicates": 1, "disordered": 1}),
    ],
)
def test_each_fault_is_counted(got: list[int], fault: dict[str, int]) -> None:
    assert compare([(n, "post") for n in got], DUE, cursor=5).wrong() == fault


def test_skipped_events_are_lost_and_later_ones_not_arrived() -> None:
    notified = compare([(1, "post"), (3, "post")], DUE, cursor=3)
    assert (notified.lost, notified.not_arrived) == (1, 2)
    behind = heard(message(0, 3, post=3, html="mark-00000000000b-1"))
    assert behind.wrong() == {"not_caught_up": 1}  # nor is its old text a fault: the new one had not arrived
    assert behind.not_arrived == 2


def test_another_kind_is_another_event() -> None:
    assert compare([*DUE[:4], (5, "reaction")], DUE, cursor=5).wrong() == {"lost": 1, "strangers": 1}


def test_a_message_with_a_wrong_start_is_counted() -> None:
    assert heard(message(0, 3), message(2, 5)).wrong() == {"wrong_starts": 1, "duplicates": 1}


@pytest.mark.parametrize(
    ("asked", "now", "leaks", "in_flight"),
    [(0, 99, 0, 0), (99, 500, 0, 1), (101, 102, 1, 0)],
    ids=["before the hiding", "asked before, came after", "asked after"],
)
def test_a_response_leaks_when_requested_after_the_hiding(
    asked: float, now: float, leaks: int, in_flight: int
) -> None:
    words = {"post": 2, "html": f"<p>{MARK}-1</p>"}
    hidden = {"post": 2, "html": "<p>hidden</p>"}
    notified = heard(message(0, 2, **words), message(2, 5, **hidden), asked=asked, now=now)
    assert (notified.leaks, notified.in_flight) == (leaks, in_flight)
    assert notified.latest_in_flight == (now - 100 if in_flight else 0)


WORDS, HIDING = {"post": 2, "html": f"<p>{MARK}-1</p>"}, {"post": 2, "html": "<p>hidden</p>"}
LINE = ConnectionState("A", begun=9, opened=10, answered=160)
LATER = ConnectionState("A", begun=20)


def pushed(line: ConnectionState = LINE, other: ConnectionState = LATER, after: int = 4) -> Verdict:
    """Return the verdict on a push 400 s late, when another client had a message after `after` at 150."""
    late, ahead = (Record(SPACE, 0, 0, "member", asked=10, line=each) for each in (line, other))
    ahead.take(message(0, after), 140)
    ahead.take(message(after, 5), 150)
    late.take(message(0, 2, **WORDS), 500)
    late.take(message(2, 5, **HIDING), 501)
    return judge([late, ahead], truth())


def test_a_push_leaks_when_its_process_knew_of_the_hiding() -> None:
    assert pushed().wrong() == {"leaks": 1}


@pytest.mark.parametrize(
    "given",
    [
        {"line": replace(LINE, answered=145)},
        {"other": ConnectionState("B", begun=20)},
        {"other": ConnectionState("A", begun=5)},
        {"after": 3},
    ],
    ids=[
        "may have left before",
        "another process",
        "perhaps the process before it",
        "may have been read back",
    ],
)
def test_a_push_is_in_flight_when_it_may_be_older(given: dict[str, Any]) -> None:
    notified = pushed(**given)
    assert notified.wrong() == {}
    assert (notified.in_flight, notified.latest_in_flight) == (1, 400)


async def a_server_that_leaks(connection: ServerConnection) -> None:
    """Respond to the first pulse, and then push the hidden text."""
    async for text in connection:
        if json.loads(text)["do"] == "pulse":
            await connection.send('{"pulse": true}')
            await connection.send(json.dumps({"space": SPACE, **message(0, 2, **WORDS)}))
            await connection.close()
            return


async def test_a_client_records_the_pulse_answered_before_a_push() -> None:
    record = Record(SPACE, 0, 0, "member")
    async with serve(a_server_that_leaks, "127.0.0.1", 0) as server:
        port = server.sockets[0].getsockname()[1]
        client = SocketClient(f"127.0.0.1:{port}", "", "en", [record], "rng")
        client.pulse = 0.01
        await client._session()
    (seen,) = record.seen_marks
    assert seen.line is not None
    assert seen.line.begun <= seen.line.opened <= seen.asked < seen.line.answered <= seen.came


def test_a_hidden_text_leaks_in_a_message_with_its_hiding() -> None:
    words = {"post": 2, "html": f"<p>{MARK}-1</p>"}
    assert heard(message(0, 5, **words)).wrong() == {"leaks": 1, "stale": 1}


def test_a_page_that_shows_an_old_text_is_stale() -> None:
    old = {"post": 3, "html": "mark-00000000000b-1"}
    new = {"post": 3, "html": "mark-00000000000b-2"}
    assert heard(message(0, 3, **old), message(3, 5)).wrong() == {"stale": 1}
    assert heard(message(0, 3, **old), message(3, 5, **new)).wrong() == {}


def test_a_reset_is_counted() -> None:
    notified = heard({"reset": True, "through": 5})
    assert notified.wrong() == {"lost": 5, "resets": 1}
