"""Permissions to quote a post, to check whether a post arrived, and to catch up; see `rows_cop`."""

import uuid

from tests.permissions.matrix import ROLES, Row
from tests.permissions.rows_cop import (
    EVERYONE,
    MANAGING,
    READERS,
    REQUEST,
    WORDS,
    signed_in,
    space,
    those_in,
    thread,
)

COMPOSER = [
    *(
        Row("cop:draft_save", "POST", state=f"quoting a post {state}", expect=expect, make=thread(**how),
            query="quote=1")
        for state, expect, how in (
            ("in sight", those_in(302, 404, admin=404), {}),
            ("by request", those_in(302, 404, admin=404), {"join_policy": REQUEST}),
            ("hidden", signed_in(404), {"hidden": True}),
            ("deleted", signed_in(404), {"deleted": True}),
        )
    ),
    Row("cop:post_sent", expect=signed_in(200), make=thread(), query=f"key={uuid.UUID(int=1)}"),
    Row("cop:post_sent", state="by request", expect=those_in(200, 404, admin=200), make=thread(REQUEST),
        query=f"key={uuid.UUID(int=1)}"),
    Row("cop:post_sent", state="without a key", expect=signed_in(422), make=thread()),
]  # fmt: skip

# The cursor is at the start of the page's posts.
CATCH_UP = [
    Row("catch_up", expect=EVERYONE, make=space(), query="after=0", text=WORDS, seen_by=ROLES),
    Row("catch_up", state="by request", expect=READERS, make=space(REQUEST), query="after=0"),
    Row("catch_up", state="hidden post", expect=EVERYONE, make=space(hidden=True), query="after=0",
        text=WORDS, seen_by=MANAGING),
    Row("catch_up", state="deleted post", expect=EVERYONE, make=space(deleted=True), query="after=0",
        text=WORDS, seen_by=MANAGING),
    Row("catch_up", state="without a cursor", expect={"everyone": 400}, make=space()),
]  # fmt: skip

ROWS = [*COMPOSER, *CATCH_UP]
