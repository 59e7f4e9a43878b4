"""A reader's page simulated in Python: it applies the events of a thread as the page's element does.

It has the state of static/js/live/posts.js: the received fragments, the reader, and the reader's reactions.
"""

import re
from dataclasses import dataclass, field
from typing import Any, Self

from django.template.loader import render_to_string
from django.utils import timezone, translation

from cop.models import Thread
from cop.querysets import PAGE
from cop.selectors.threads import thread_page
from cop.templatetags.cop import post_count
from core.realtime import event_reader

BUTTON = re.compile(r"<button[^>]*\bname=\"kind\"[^>]*>")
VALUE, PRESSED, BY = (re.compile(p) for p in (r'value="(\w+)"', r'aria-pressed="true"', r'data-by="([^"]*)"'))


def normalise(html: str) -> str:
    """Remove what may differ between pages: the mark of new posts, and white space."""
    return " ".join(html.replace('class="post new"', 'class="post"').split())


@dataclass
class QueryCache:
    """Results of queries while nobody writes: they are the same when queried again."""

    pages: dict[Any, Any] = field(default_factory=dict)
    audiences: dict[str, str | None] = field(default_factory=dict)
    messages: dict[Any, Any] = field(default_factory=dict)


@dataclass
class SimulatedPage:
    """One open page of a thread of one person; `posts` maps numbers to elements."""

    thread: Thread
    viewer: Any
    language: str
    page: int
    posts: dict[int, str] = field(default_factory=dict)
    head: str = ""
    count: str = ""
    cursor: int = 0
    audience: str = ""
    pressed: set[tuple[int, str]] = field(default_factory=set)
    own: set[int] = field(default_factory=set)  # numbers of the viewer's posts, also of hidden ones
    resets: int = 0

    @property
    def me(self) -> str:
        """Return the public id of the viewer, empty for a visitor."""
        return str(getattr(self.viewer, "public_id", ""))

    def load(self, cache: QueryCache | None = None) -> Self:
        """Load the page, as a browser would."""
        known = (cache or QueryCache()).pages
        key = (self.me, self.language, self.page)
        if key not in known:
            known[key] = self._fetch()
        self.posts, self.head, self.count, self.cursor, self.audience = known[key]
        self.posts = dict(self.posts)
        self.pressed = {
            (number, VALUE.search(button)[1])
            for number, html in self.posts.items()
            for button in BUTTON.findall(html)
            if PRESSED.search(button)
        }
        self.own |= {n for n, html in self.posts.items() if self.me and BY.search(html)[1] == self.me}
        return self

    def _fetch(self) -> tuple[dict[int, str], str, str, int, str]:
        with translation.override(self.language), timezone.override("UTC"):
            shown = thread_page(self.thread, self.viewer, self.page)
            given = {"thread": shown.thread, "audience": shown.audience, "viewer": self.viewer}
            assert shown.page == self.page
            posts = {
                post.number: normalise(render_to_string("cop/parts/post.html", given | {"shown": post}))
                for post in shown.posts
            }
            head = normalise(render_to_string("cop/parts/thread_head.html", given))
            count = post_count(shown.thread)
        return posts, head, count, shown.through, shown.audience

    def copy(self) -> Self:
        """Return an independent page with the same content."""
        given = vars(self) | {"posts": dict(self.posts), "pressed": set(self.pressed), "own": set(self.own)}
        return type(self)(**given)

    def catch_up(self, cache: QueryCache | None = None, limit: int = event_reader.LIMIT) -> bool:
        """Receive all missed events, `limit` at a time; return False when access was lost."""
        cache = cache or QueryCache()
        known, audience = cache.messages, self.audience_now(cache)
        if audience is None:
            return False
        if audience != self.audience:  # another role has another page: it is loaded again
            self.load(cache)
        more = True
        while more:
            key = (self.cursor, audience, self.language, limit)
            if key not in known:
                batch = event_reader.read(self.thread.space_id, self.cursor, limit)
                known[key] = (
                    event_reader.message(self.thread.space, batch, audience, self.language),
                    batch.more,
                )
            message, more = known[key]
            self.apply(message, cache)
        return True

    def audience_now(self, cache: QueryCache) -> str | None:
        """Return the reader's present audience of the thread, or None."""
        if self.me not in cache.audiences:
            cache.audiences[self.me] = event_reader.audience_of(self.thread.space, self.viewer.pk)
        return cache.audiences[self.me]

    def apply(self, message: dict[str, Any], cache: QueryCache | None = None) -> None:
        """Apply a message to the page."""
        if message.get("reset"):
            self.resets += 1
            self.load(cache)
            return
        assert message["after"] == self.cursor
        for event in message["events"]:
            assert event["sequence"] == self.cursor + 1
            self.cursor += 1
            self._apply(event)
        assert message["through"] == self.cursor

    def _apply(self, event: dict[str, Any]) -> None:
        number, html = event.get("post"), event.get("html")
        self.count = event.get("count", self.count)
        if "author" in event:
            self._rename(event)
        if "reaction" in event and self.me and event["by"] == self.me:
            self._set_reaction(number, event["reaction"], event["on"])
        if event["kind"] == "thread" and html is not None:
            self.head = normalise(html)
        elif html is not None and (self.page - 1) * PAGE < number <= self.page * PAGE:
            self.posts[number] = self._personalise(number, normalise(html))

    def _rename(self, event: dict[str, Any]) -> None:
        """Show a person's new name on their posts."""
        for post, html in self.posts.items():
            if BY.search(html)[1] == event["author"] and "<bdi data-name>" in html:
                html = re.sub(r"<bdi data-name>.*?</bdi>", f"<bdi data-name>{event['name']}</bdi>", html)
                face = f'<span class="avatar" aria-hidden="true">{event["initial"]}</span>'
                self.posts[post] = re.sub(r'<span class="avatar".*?</span>', face, html)

    def _set_reaction(self, number: int, kind: str, on: bool) -> None:
        (self.pressed.add if on else self.pressed.discard)((number, kind))
        if number in self.posts:
            self.posts[number] = self._personalise(number, self.posts[number])

    def _personalise(self, number: int, html: str) -> str:
        """Add the reader's own state to a fragment that is the same for everyone."""
        if self.me and BY.search(html)[1] == self.me:
            self.own.add(number)
        if number in self.own:
            html = BY.sub(f'data-by="{self.me}"', html)
            html = html.replace("data-own hidden", "data-own")

        def button(found: re.Match[str]) -> str:
            on = (number, VALUE.search(found[0])[1]) in self.pressed
            words = re.sub(r'aria-pressed="\w+"', f'aria-pressed="{str(on).lower()}"', found[0])
            return re.sub(r"\?on=\d", f"?on={int(not on)}", words)

        return BUTTON.sub(button, html)

    def content(self) -> tuple[dict[int, str], str, str]:
        """Return the content of the page."""
        return dict(sorted(self.posts.items())), self.head, self.count
