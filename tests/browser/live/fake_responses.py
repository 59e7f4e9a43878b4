"""The HTTP responses of the fake server: a thread's page, catch-up, posts, drafts, read marks, files."""

import asyncio
import html
import json
import mimetypes
from email.message import Message
from email.parser import BytesParser
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs

from django.conf import settings
from django.template import Context, Template
from django.utils import translation

from tests.browser.site_server import ROOT

if TYPE_CHECKING:
    from tests.browser.live.fake_server import FakeServer

POLICY = "default-src 'none'; " + "; ".join(
    f"{name} 'self'" for name in ("script-src", "style-src", "img-src", "connect-src", "form-action")
)
PAGE = Template((ROOT / "tests/browser/live/page.html").read_text("utf-8"))


def a_post(number: int, by: str, body: str = "") -> dict[str, Any]:
    """Return a post; posts are a minute apart."""
    return {"number": number, "by": by, "body": body or f"Post {number}", "reactions": set()}


def fragment(post: dict[str, Any]) -> str:
    """Return the fragment of a post that is the same for all readers."""
    number = post["number"]
    return (
        f'<li class="post" id="post-{number}" data-number="{number}" data-by="{post["by"]}" tabindex="-1">'
        f"<header><bdi data-name>{post['by']}</bdi>"
        f'<time datetime="2026-11-21T00:{number % 60:02}Z" data-local>UTC</time></header>'
        f'<div class="prose"><p>{html.escape(post["body"])}</p></div><footer>'
        f'<button form="csrf-form" formaction="/posts/{number}/reactions/?on=1" name="kind" value="thanks" '
        f'aria-pressed="false">Thanks <b>{len(post["reactions"])}</b></button>'
        f'<a data-own hidden href="/posts/{number}/edit/">Edit</a></footer></li>'
    )


def page(server: "FakeServer", query: dict[str, str], form: str = "") -> bytes:
    """Return the page of a thread for `?me=`, `?lang=` and `?page=`; `form` is a refused composer."""
    me, language = query.get("me", "ben"), query.get("lang", "en")
    per, number = 20, int(query.get("page", 1))
    shown = server.posts[(number - 1) * per : number * per]
    with translation.override(language):
        context = {
            "me": me,
            "language": language,
            "direction": "rtl" if language == "ar" else "ltr",
            "posts": "".join(fragment(post) for post in shown),
            "newest": len(server.posts),
            "through": query.get("through", len(server.log)),
            "page": number,
            "per": per,
            "plain": "plain" in query,
            "state": server.state,
            "form": form,
            "key": f"key-{len(server.state.requests)}",
        }
        return PAGE.render(Context(context)).encode()


def _first(query: bytes) -> dict[str, str]:
    pairs = parse_qs(query.decode(), keep_blank_values=True)
    return {name: values[0] for name, values in pairs.items()}


def _fields(headers: dict[bytes, bytes], body: bytes) -> dict[str, str]:
    kind = headers.get(b"content-type", b"").decode()
    if kind.startswith("application/x-www-form-urlencoded"):
        return _first(body)
    message: Message = BytesParser().parsebytes(f"Content-Type: {kind}\r\n\r\n".encode() + body)
    parts = message.get_payload() if message.is_multipart() else []
    return {
        str(part.get_param("name", header="content-disposition")): part.get_payload(decode=True)
        .decode()
        .replace("\r\n", "\n")
        for part in parts  # type: ignore[union-attr]
    }


async def answer(server: "FakeServer", scope: dict[str, Any], receive: Any, send: Any) -> None:
    """Respond to one request."""
    body, more = b"", True
    while more:
        event = await receive()
        body, more = body + event.get("body", b""), event.get("more_body", False)
    path, headers = scope["path"], dict(scope["headers"])
    query = {
        name: values[0]
        for name, values in parse_qs(scope["query_string"].decode(), keep_blank_values=True).items()
    }
    server.state.requests.append(f"{scope['method']} {path}")
    fields = _fields(headers, body) if scope["method"] == "POST" else {}
    status, kind, content, extra = await _route(server, path, query, fields)
    sent = [(b"content-type", kind.encode()), (b"content-security-policy", POLICY.encode()), *extra]
    await send({"type": "http.response.start", "status": status, "headers": sent})
    await send({"type": "http.response.body", "body": content})


Answer = tuple[int, str, bytes, list[tuple[bytes, bytes]]]
REFUSED = (
    '<div class="summary-errors" tabindex="-1"><h2>Look</h2></div><input type="hidden" name="key" '
    'value="fresh-key"><textarea name="body" id="body">{}</textarea><button>Post</button>'
)
HTML = "text/html; charset=utf-8"


async def _route(server: "FakeServer", path: str, query: dict[str, str], fields: dict[str, str]) -> Answer:
    if path == "/":
        return 200, HTML, page(server, query), []
    if path == "/login/":
        return 200, HTML, b"<title>Sign in</title>", []
    if path == "/live/":
        status = server.state.catch_up_status
        message = server.message(int(query["after"]), query.get("lang", "en")) | {"more": False}
        return status, "application/json", json.dumps(message).encode() if status == 200 else b"", []
    if path == "/draft/":
        server.state.drafts.append(fields.get("body", ""))
        return server.state.draft_status, HTML, b"", []
    if path == "/read/":
        server.state.marks.append(int(fields["number"]))
        return 204, HTML, b"", []
    if path == "/posts/sent/":
        sent = query["key"] in {post.get("key") for post in server.posts}
        return 200, "application/json", json.dumps({"sent": sent}).encode(), []
    if path.startswith("/posts/"):
        return await _write(server, path, query, fields)
    if path.startswith("/static/"):
        file = settings.BASE_DIR / path.lstrip("/")
        return 200, mimetypes.guess_type(path)[0] or "text/plain", file.read_bytes(), []
    return 404, HTML, b"Not here", []


async def _write(server: "FakeServer", path: str, query: dict[str, str], fields: dict[str, str]) -> Answer:
    server.state.sent.append(fields)
    await asyncio.sleep(server.state.post_wait)
    status, by = server.state.post_status, "ben"
    if status == 302:
        return 302, HTML, b"", [(b"location", b"/login/")]
    if status == 422:
        wrong = REFUSED.format(html.escape(fields["body"]))
        return 422, HTML, page(server, query, wrong), []
    if status != 303:
        return status, HTML, b"Wrong", [(b"retry-after", b"90")] if status == 429 else []
    if path == "/posts/":
        if fields["key"] not in {post.get("key") for post in server.posts}:
            await server._add_post(fields["body"], by)
            server.posts[-1]["key"] = fields["key"]
    else:
        number, on = int(path.split("/")[2]), query["on"] == "1"
        (set.add if on else set.discard)(server.posts[number - 1]["reactions"], by)
        await server.event("reaction", by, number, reaction=fields["kind"], on=on)
    where = (
        f"/live/?after={fields['after']}" if server.state.post_answer == "json" and "after" in fields else "/"
    )
    return 303, HTML, b"", [(b"location", where.encode())]
