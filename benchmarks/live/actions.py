"""What the writers of a trial do, through the services of communities, and how each text is marked.

Every post carries a mark, and the mark's revision rises with each edit: `mark-3f9c0a7b21de-2`. So whoever
holds a text knows which post and which state of it they hold.
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


def put(thread: Thread, user: Any, key: uuid.UUID, mark: str) -> Post:
    """Post under a key; give the post of that key, whether it is new or was there already."""
    try:
        return services.add_post(thread, by=user, body=words(mark, 1), key=key)
    except AlreadyPosted as before:
        return before.post


def new_mark(dice: random.Random) -> str:
    """Return a fresh mark."""
    return f"mark-{dice.getrandbits(48):012x}"


def tolerate(action: Callable[[], Any]) -> bool:
    """Do something the site may rightly refuse (a hidden post takes no edit); say whether it was done."""
    try:
        action()
    except CopError:
        return False
    return True
