"""The judge of the chaos trial sees each fault it is there for; one that saw none would prove nothing."""

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
    """What a client is sent; `extra` goes to the last event."""
    events: list[dict[str, object]] = [{"sequence": n, "kind": "post"} for n in range(after + 1, through + 1)]
    events[-1] |= extra
    return {"after": after, "through": through, "events": events}


def heard(*messages: dict[str, object], start: int = 0, asked: float = 0, now: float = 0) -> Verdict:
    """Judge one client that asked at one moment and was sent these messages at another."""
    record = Record(SPACE, start, start, "member", asked=asked)
    for each in messages:
        record.take(each, now)
    return judge([record], truth())


def test_a_client_that_got_all_is_well() -> None:
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


def test_what_lies_above_the_cursor_has_not_arrived_and_what_was_skipped_is_lost() -> None:
    told = compare([(1, "post"), (3, "post")], DUE, cursor=3)
    assert (told.lost, told.not_arrived) == (1, 2)
    behind = heard(message(0, 3, post=3, html="mark-00000000000b-1"))
    assert behind.wrong() == {"not_caught_up": 1}  # nor is its old text a fault: the new one was to come
    assert behind.not_arrived == 2


def test_another_kind_is_another_event() -> None:
    assert compare([*DUE[:4], (5, "reaction")], DUE, cursor=5).wrong() == {"lost": 1, "strangers": 1}


def test_a_message_that_begins_elsewhere_is_noted() -> None:
    assert heard(message(0, 3), message(2, 5)).wrong() == {"wrong_starts": 1, "duplicates": 1}


@pytest.mark.parametrize(
    ("asked", "now", "leaks", "in_flight"),
    [(0, 99, 0, 0), (99, 500, 0, 1), (101, 102, 1, 0)],
    ids=["before the hiding", "asked before, came after", "asked after"],
)
def test_an_answer_leaks_when_it_was_asked_for_after_the_hiding(
    asked: float, now: float, leaks: int, in_flight: int
) -> None:
    words = {"post": 2, "html": f"<p>{MARK}-1</p>"}
    hidden = {"post": 2, "html": "<p>hidden</p>"}
    told = heard(message(0, 2, **words), message(2, 5, **hidden), asked=asked, now=now)
    assert (told.leaks, told.in_flight) == (leaks, in_flight)
    assert told.latest_in_flight == (now - 100 if in_flight else 0)


WORDS, HIDING = {"post": 2, "html": f"<p>{MARK}-1</p>"}, {"post": 2, "html": "<p>hidden</p>"}
LINE = ConnectionState("A", begun=9, opened=10, answered=160)
LATER = ConnectionState("A", begun=20)


def pushed(line: ConnectionState = LINE, other: ConnectionState = LATER, after: int = 4) -> Verdict:
    """Judge a push 400 s late, when another client had a message after `after` at 150."""
    late, ahead = (Record(SPACE, 0, 0, "member", asked=10, line=each) for each in (line, other))
    ahead.take(message(0, after), 140)
    ahead.take(message(after, 5), 150)
    late.take(message(0, 2, **WORDS), 500)
    late.take(message(2, 5, **HIDING), 501)
    return judge([late, ahead], truth())


def test_a_push_leaks_that_left_after_the_same_process_knew_of_the_hiding() -> None:
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
def test_a_push_is_on_its_way_when_it_may_have_left_before(given: dict[str, Any]) -> None:
    told = pushed(**given)
    assert told.wrong() == {}
    assert (told.in_flight, told.latest_in_flight) == (1, 400)


async def a_server_that_leaks(connection: ServerConnection) -> None:
    """Answer the first pulse, and only then push what was hidden."""
    async for text in connection:
        if json.loads(text)["do"] == "pulse":
            await connection.send('{"pulse": true}')
            await connection.send(json.dumps({"space": SPACE, **message(0, 2, **WORDS)}))
            await connection.close()
            return


async def test_a_client_knows_which_pulse_was_answered_before_a_push() -> None:
    record = Record(SPACE, 0, 0, "member")
    async with serve(a_server_that_leaks, "127.0.0.1", 0) as server:
        port = server.sockets[0].getsockname()[1]
        client = SocketClient(f"127.0.0.1:{port}", "", "en", [record], "rng")
        client.pulse = 0.01
        await client._session()
    (seen,) = record.seen_marks
    assert seen.line is not None
    assert seen.line.begun <= seen.line.opened <= seen.asked < seen.line.answered <= seen.came


def test_hidden_words_leak_in_a_message_with_their_hiding() -> None:
    words = {"post": 2, "html": f"<p>{MARK}-1</p>"}
    assert heard(message(0, 5, **words)).wrong() == {"leaks": 1, "stale": 1}


def test_a_screen_that_shows_an_old_text_is_stale() -> None:
    old = {"post": 3, "html": "mark-00000000000b-1"}
    new = {"post": 3, "html": "mark-00000000000b-2"}
    assert heard(message(0, 3, **old), message(3, 5)).wrong() == {"stale": 1}
    assert heard(message(0, 3, **old), message(3, 5, **new)).wrong() == {}


def test_a_reset_is_noted() -> None:
    told = heard({"reset": True, "through": 5})
    assert told.wrong() == {"lost": 5, "resets": 1}
