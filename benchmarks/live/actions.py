"""The actions of the writers of a trial, through the services of communities, and the marks of their texts.

Every post contains a mark, whose revision increases with each edit: `mark-3f9c0a7b21de-2`. So each text
shows which post it is from, and which version.
"""

import random
import re
import uuid
from collections.abc import Callable
from typing import Any

from cop.errors import AlreadyPosted, CopError
from cop.models import Post, Thread
from cop.services import posts as services

MARK = re.compile(r"mark-[0-9a-f]{12}-\d+")
FILLER = "What we learned in the field is worth little until somebody else can use it. " * 3
REASON = "A trial hides what it wrote."


def words(mark: str, revision: int) -> str:
    """Return the text of a post."""
    return f"**{mark}-{revision}** {FILLER}"


def post_once(thread: Thread, user: Any, key: uuid.UUID, mark: str) -> Post:
    """Post with a key; return the post with that key, whether it is new or existed already."""
    try:
        return services.add_post(thread, by=user, body=words(mark, 1), key=key)
    except AlreadyPosted as before:
        return before.post


def new_mark(rng: random.Random) -> str:
    """Return a new mark."""
    return f"mark-{rng.getrandbits(48):012x}"


def try_action(action: Callable[[], Any]) -> bool:
    """Do what the site may correctly refuse (a hidden post cannot be edited); return whether it was done."""
    try:
        action()
    except CopError:
        return False
    return True
