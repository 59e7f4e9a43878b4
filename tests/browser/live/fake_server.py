"""The far end of the live scripts, as small as it can be: a page, a log, a socket, and every kind of failure.

It keeps to the protocol of `core.realtime`. Tests turn its state: sockets that are refused, cut or silent,
answers with another status, and it counts what it was sent.
"""

import asyncio
import json
import socket
import threading
from dataclasses import dataclass, field
from typing import Any

import uvicorn

from tests.browser.live import fake_responses

SPACE = "5a1c6f3e-0000-4000-8000-000000000001"
Scope = dict[str, Any]


@dataclass
class ServerState:
    """How the server fails, and what it has received. `close_with` closes each new socket with that code."""

    sockets: bool = True
    close_with: int | None = None
    sends_nothing: bool = False
    ignores_messages: bool = False
    post_status: int = 303
    post_answer: str = "json"
    post_wait: float = 0.0
    draft_status: int = 204
    catch_up_status: int = 200
    pruned: int = 0
    audience: str = "member"
    title: str = "A thread"
    opened: int = 0
    closed: int = 0
    follows: list[tuple[str, int]] = field(default_factory=list)
    received: list[str] = field(default_factory=list)
    requests: list[str] = field(default_factory=list)
    sent: list[dict[str, str]] = field(default_factory=list)
    drafts: list[str] = field(default_factory=list)
    draft_time: str = ""
    draft: dict[str, str] = field(default_factory=dict)
    marks: list[int] = field(default_factory=list)


class FakeServer:
    """A thread of posts with its event log, at `url`. Everything runs on a separate event loop."""

    def __init__(self) -> None:
        self.state = ServerState()
        self.posts: list[dict[str, Any]] = []
        self.log: list[dict[str, Any]] = []
        self.first_posts = 0
        self.sockets: dict[int, tuple[Any, dict[str, int]]] = {}
        self.loop = asyncio.new_event_loop()
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://localhost:{self._listening.getsockname()[1]}"
        config = uvicorn.Config(self, lifespan="off", log_level="error", loop="none", ws="websockets-sansio")
        self._server = uvicorn.Server(config)
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def _run(self) -> None:
        asyncio.set_event_loop(self.loop)
        self.loop.run_until_complete(self._server.serve(sockets=[self._listening]))
        self.loop.close()

    def stop(self) -> None:
        """End the server and its loop."""
        self.drop_sockets()
        self._server.should_exit = True
        self._thread.join(10)
        self._listening.close()

    def run(self, work: Any) -> Any:
        """Run a coroutine on the server's event loop and return its result."""
        return asyncio.run_coroutine_threadsafe(work, self.loop).result(10)

    def reset(self, posts: int = 0) -> None:
        """Reset the state, with some posts that are on the page from the start."""
        self.drop_sockets()
        self.state = ServerState()
        self.log.clear()
        self.posts = [fake_responses.a_post(number, "amina") for number in range(1, posts + 1)]

    def drop_sockets(self) -> None:
        """Drop every open socket."""
        self.run(self._close(1012))

    def close(self, code: int) -> None:
        """Close every open socket with a code."""
        self.run(self._close(code))

    async def _close(self, code: int) -> None:
        for send, _follows in list(self.sockets.values()):
            await send({"type": "websocket.close", "code": code})
        for _ in range(100):
            if not self.sockets:
                return
            await asyncio.sleep(0.02)

    def add_post(self, body: str, by: str = "amina", notify: bool = True) -> int:
        """Add a post and notify the sockets; return its number."""
        number: int = self.run(self._add_post(body, by, notify))
        return number

    async def _add_post(self, body: str, by: str, notify: bool = True) -> int:
        number = len(self.posts) + 1
        self.posts.append(fake_responses.a_post(number, by, body))
        await self.event("post", by, number, notify)
        return number

    async def event(self, kind: str, by: str, number: int, notify: bool = True, **more: Any) -> None:
        """Add an event, and notify the sockets if `notify` is set."""
        self.log.append({"sequence": len(self.log) + 1, "kind": kind, "by": by, "post": number, **more})
        if notify:
            for send, follows in list(self.sockets.values()):
                await self._deliver(send, follows)

    def message(self, after: int, language: str) -> dict[str, Any]:
        """Return the message with the events after a cursor, or a reset."""
        head = {"space": SPACE, "language": language}
        if after < self.state.pruned or after > len(self.log):
            return head | {"reset": True, "through": len(self.log)}
        events = [dict(event) for event in self.log[after:]]
        for event in events:
            if event["kind"] not in ("thread", "author"):
                event["html"] = fake_responses.fragment(self.posts[event["post"] - 1])
        return head | self.place(after, len(self.log)) | {"events": events}

    def place(self, after: int, through: int) -> dict[str, Any]:
        """Return the audience of a message, and its first and last sequence."""
        return {"audience": self.state.audience, "after": after, "through": through}

    async def _deliver(self, send: Any, follows: dict[str, int]) -> None:
        if self.state.sends_nothing:
            return
        for language, cursor in follows.items():
            if cursor < len(self.log):
                message = self.message(cursor, language)
                follows[language] = message["through"]
                await send({"type": "websocket.send", "text": json.dumps(message)})

    async def __call__(self, scope: Scope, receive: Any, send: Any) -> None:
        """Respond to one request, or serve one socket."""
        if scope["type"] == "websocket":
            await self._socket(receive, send)
        else:
            await fake_responses.answer(self, scope, receive, send)

    async def _socket(self, receive: Any, send: Any) -> None:
        await receive()
        if not self.state.sockets:
            await send({"type": "websocket.close"})
            return
        await send({"type": "websocket.accept"})
        if self.state.close_with:
            await send({"type": "websocket.close", "code": self.state.close_with})
            return
        self.state.opened += 1
        follows: dict[str, int] = {}
        self.sockets[id(send)] = send, follows
        try:
            while (heard := await receive())["type"] == "websocket.receive":
                await self._hear(json.loads(heard["text"]), send, follows)
        finally:
            self.state.closed += 1
            self.sockets.pop(id(send), None)

    async def _hear(self, asked: dict[str, Any], send: Any, follows: dict[str, int]) -> None:
        self.state.received.append(asked["do"])
        if self.state.ignores_messages:
            return
        answer: dict[str, Any] = {"pulse": True}
        if asked["do"] == "follow":
            language, after = asked["language"], asked["after"]
            self.state.follows.append((language, after))
            follows[language] = after
            answer = {"space": SPACE, "language": language} | self.place(after, after) | {"events": []}
            if not self.state.pruned <= after <= len(self.log):
                answer = self.message(after, language)
                follows[language] = len(self.log)
        elif asked["do"] == "leave":
            follows.pop(asked["language"], None)
            return
        await send({"type": "websocket.send", "text": json.dumps(answer)})
        await self._deliver(send, follows)
