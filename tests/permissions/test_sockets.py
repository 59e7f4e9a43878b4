"""The permission matrix of sockets: who receives which events of a thread, in each state.

The people and the thread are those of rows_cop: captain is a member, expert a member and the author,
manager manages the community and juror another one, focalpoint was removed, the rest never joined.
"""

from types import SimpleNamespace
from typing import Any

import pytest
from asgiref.sync import sync_to_async
from django.test import Client
from django.urls import URLPattern

from config.routing import UnknownSocket, websocket_urlpatterns
from core.realtime import runtime
from core.realtime.enums import Close
from core.realtime.log import sequenced
from core.web.access import access_of
from tests.permissions.matrix import MEMBERS, ROLES
from tests.permissions.rows_cop import WORDS, _post
from tests.permissions.scenario import BACKEND, make_person
from tests.sockets import Socket

ALL, IN = set(MEMBERS), {"captain", "expert", "manager", "admin"}
MANAGING = {"manager", "admin"}
# The state of the thread; who may follow it; who receives the text of its post.
SOCKETS = [
    ("open", {}, ALL, ALL),
    ("open, hidden post", {"hidden": True}, ALL, MANAGING),
    ("open, closed thread", {"closed": True}, ALL, ALL),
    ("by request", {"join_policy": "by_request"}, IN, IN),
    ("by request, hidden post", {"join_policy": "by_request", "hidden": True}, IN, MANAGING),
]


def test_every_socket_declares_its_access() -> None:
    silent = [
        pattern.pattern
        for pattern in websocket_urlpatterns
        if isinstance(pattern, URLPattern)
        and pattern.callback.consumer_class is not UnknownSocket
        and access_of(pattern.callback.consumer_class) is None
    ]
    assert silent == []


@pytest.mark.parametrize(
    ("path", "origin"),
    [
        ("/ws/nowhere/", "http://testserver"),
        ("/ws/", "http://testserver"),
        ("/ws/nowhere/", "https://evil.example"),
        ("/ws/nowhere/", ""),
        ("/ws/live/", "https://evil.example"),
        ("/ws/live/", "http://testserver.evil.example"),
        ("/ws/live/", "null"),
    ],
)
async def test_an_unknown_socket_and_a_foreign_origin_are_refused(path: str, origin: str) -> None:
    socket = Socket(None, origin=origin, path=path)
    assert await socket.handshake() == "websocket.close"
    await socket.disconnect()


async def heard(client: Client | None, space: Any) -> set[str]:
    """Follow the space from its beginning, and return the result."""
    socket = await Socket(client).open()
    try:
        if client is None:
            assert await socket.close_code() == Close.SIGNED_OUT
            return set()
        await socket.follow(space)
        answer = await socket.receive_json()
        if answer.get("refused"):
            return set()
        [event] = (await socket.receive_json())["events"]
        return {"follows", "words"} if WORDS in event.get("html", "") else {"follows"}
    finally:
        await socket.disconnect()


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("state", "how", "follow", "words"), SOCKETS, ids=[row[0] for row in SOCKETS])
async def test_who_receives_which_events(
    state: str, how: dict[str, Any], follow: set[str], words: set[str]
) -> None:
    def begin() -> tuple[dict[str, Client], Any]:
        people = {role: make_person(role) for role in MEMBERS}
        post = _post(SimpleNamespace(people=people, **people), **how)
        with sequenced() as log:
            log.add(post.thread.space_id, "post", subject=post.pk)
        clients = {role: Client() for role in MEMBERS}
        for role, client in clients.items():
            client.force_login(people[role], backend=BACKEND)
        return clients, post.thread.space

    clients, space = await sync_to_async(begin)()
    got = {role: await heard(clients.get(role), space) for role in ROLES}
    await runtime.close()
    assert {role for role in ROLES if "follows" in got[role]} == follow
    assert {role for role in ROLES if "words" in got[role]} == words
