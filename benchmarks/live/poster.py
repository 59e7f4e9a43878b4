"""Post at a constant rate: python -m benchmarks.live.poster WAY THREAD USER COUNT RATE [LENGTH].

WAY is "hub" (through the services) or "group" (a ready text by Channels' group, nothing else). Prints a JSON
line when it is ready, then one for each post: the sequence, and the nanoseconds of the monotonic clock at
which the commit had returned.
"""

import asyncio
import json
import sys
import time
import uuid

import django

django.setup()

from channels.layers import get_channel_layer  # noqa: E402

from accounts.models import User  # noqa: E402
from benchmarks.live.baseline import GROUP  # noqa: E402
from cop.models import Thread  # noqa: E402
from cop.services.posts import add_post  # noqa: E402
from core.realtime import event_reader, notify  # noqa: E402
from core.realtime.models import Event  # noqa: E402

WORDS = "What we learned in the field is worth little until somebody else can use it. "


def note(sequence: int, at: int) -> None:
    """Print the time of the commit."""
    print(json.dumps([sequence, at]), flush=True)


def by_hub(thread: Thread, user: User, count: int, rate: float, length: int) -> None:
    """Post; the receiver of the notification is the first code that runs after a commit."""
    committed: list[tuple[int, int]] = []
    notify.listen(lambda _space, last: committed.append((last, time.monotonic_ns())))
    start, text = time.monotonic(), (WORDS * (length // len(WORDS) + 1))[:length]
    for turn in range(count):
        time.sleep(max(0.0, start + turn / rate - time.monotonic()))
        add_post(thread, by=user, body=text, key=uuid.uuid4())
        note(*committed.pop())


async def by_group(thread: Thread, count: int, rate: float) -> None:
    """Send a text of the same length to the group."""
    layer, start = get_channel_layer(), time.monotonic()
    text = await asyncio.to_thread(last_message, thread)
    for turn in range(1, count + 1):
        await asyncio.sleep(max(0.0, start + turn / rate - time.monotonic()))
        content = json.dumps(
            {"after": turn - 1, "through": turn, "text": text, "events": [{"sequence": turn}]}
        )
        content = content.replace(", ", ",").replace(": ", ":")
        at = time.monotonic_ns()
        await layer.group_send(GROUP, {"type": "trial.post", "text": content})
        note(turn, at)


def last_message(thread: Thread) -> str:
    """Return the fragment of the last post as sockets get it."""
    space = thread.space
    batch = event_reader.Batch(
        space.last - 1, space.last, [Event.objects.get(space=space, sequence=space.last)]
    )
    return str(event_reader.message(space, batch, "member", "en")["events"][0]["html"]).replace('"', "'")


if __name__ == "__main__":
    way, thread_id, user_id, count, rate, *rest = sys.argv[1:]
    where = Thread.objects.select_related("space").get(pk=int(thread_id))
    print(json.dumps("ready"), flush=True)
    if sys.stdin.readline():  # all begin together
        if way == "hub":
            writer = User.objects.get(pk=int(user_id))
            by_hub(where, writer, int(count), float(rate), int(rest[0]) if rest else 400)
        else:
            asyncio.run(by_group(where, int(count), float(rate)))
