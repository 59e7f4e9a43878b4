"""A writer of a trial, as a process: python -m benchmarks.live.writers FOLDER NUMBER SECONDS RATE.

Reads people and threads from FOLDER/trial.json, acts RATE times a second through the services, and records
what was acknowledged, one JSON object a line, in FOLDER/written-NUMBER.jsonl. A post whose response was an
error is sent again with the same key; some are sent twice on purpose, as by a reader whose response got lost.
"""

import json
import os
import random
import sys
import time
import uuid
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

if __name__ == "__main__":
    import django

    django.setup()

from django.db import DatabaseError, InterfaceError, connection

from accounts.models import User
from benchmarks.live import actions, tasks
from cop.enums import ReactionKind
from cop.models import Post, Thread
from cop.services import posts as services
from core.jobs import enqueue

TRANSIENT_ERRORS = (DatabaseError, InterfaceError, OSError)
HIDDEN_FOR_GOOD = 0.12  # of the posts are hidden once, for good, and never edited
TWICE = 0.1  # of the posts are sent a second time, half of these at the same moment
OVER = "over"  # the file in the folder that ends the writing
BY_JOB = 0.25  # of the posts of writer 0 are left to the worker


@dataclass
class Written:
    """A post of this writer: its state as we know it."""

    pk: int
    author: User
    mark: str
    revision: int = 1
    to_hide: bool = False
    hidden: bool = False
    at: float = 0.0


class Writer:
    """A writer that does random actions until the trial ends."""

    def __init__(self, folder: Path, number: int) -> None:
        trial = json.loads((folder / "trial.json").read_text())
        people = trial["writers"][number::2] or trial["writers"]
        self.users = list(User.objects.filter(pk__in=people))
        self.manager = User.objects.get(pk=trial["manager"])
        self.threads = list(Thread.objects.filter(pk__in=trial["threads"]))
        self.number, self.rng = number, random.Random(f"{trial['seed']} {number}")
        self.written: list[Written] = []
        self.notes = (folder / f"written-{number}.jsonl").open("a", buffering=1)
        self.pool = ThreadPoolExecutor(1)

    def note(self, **what: Any) -> None:
        """Record in one line that something was acknowledged."""
        self.notes.write(json.dumps(what) + "\n")

    def retry(self, action: Callable[[], Any]) -> Any:
        """Do it, and retry while the database fails."""
        while True:
            try:
                return action()
            except TRANSIENT_ERRORS:
                self.note(trouble=1)
                connection.close()
                time.sleep(0.2)

    def post(self) -> None:
        """Post; sometimes by a job, sometimes twice."""
        thread, author = self.rng.choice(self.threads), self.rng.choice(self.users)
        key, mark = uuid.UUID(int=self.rng.getrandbits(128)), actions.new_mark(self.rng)
        if self.number == 0 and self.rng.random() < BY_JOB:
            self.retry(lambda: enqueue(tasks.WRITE, thread.pk, author.pk, key, mark))
            self.note(job=1, key=str(key), author=author.pk, mark=mark)
            return
        twice = self.rng.random() < TWICE
        beside = twice and self.rng.random() < 0.5 and connection.vendor != "sqlite"
        other = self.pool.submit(self.post_in_thread, thread, author, key, mark) if beside else None
        post = self.retry(lambda: actions.post_once(thread, author, key, mark))
        again = other.result() if other else None
        if twice and not beside:
            again = self.retry(lambda: actions.post_once(thread, author, key, mark)).pk
        if again not in (None, post.pk):
            self.note(doubled=1, key=str(key))
        self.note(key=str(key), author=author.pk, mark=mark, twice=int(twice))
        to_hide = self.rng.random() < HIDDEN_FOR_GOOD
        self.written.append(Written(post.pk, author, mark, to_hide=to_hide, at=time.monotonic()))

    def post_in_thread(self, thread: Thread, author: User, key: uuid.UUID, mark: str) -> int:
        """Post in another thread, on a connection of its own."""
        try:
            return int(self.retry(lambda: actions.post_once(thread, author, key, mark)).pk)
        finally:
            connection.close()

    def edit(self) -> None:
        """Edit one of our own posts."""
        if not (mine := [each for each in self.written if not each.to_hide and not each.hidden]):
            return
        row = self.rng.choice(mine)
        post = Post.objects.get(pk=row.pk)
        body, seen = actions.words(row.mark, row.revision + 1), post.revisions.count()
        if actions.try_action(lambda: services.edit_post(post, by=row.author, body=body, revision=seen)):
            row.revision += 1

    def hide(self) -> None:
        """Hide or restore a post that is not to be hidden for good."""
        if not (some := [each for each in self.written if not each.to_hide]):
            return
        row = self.rng.choice(some)
        post = Post.objects.get(pk=row.pk)
        if row.hidden:
            done = actions.try_action(lambda: services.restore_post(post, by=self.manager))
        else:
            done = actions.try_action(
                lambda: services.hide_post(post, by=self.manager, reason=actions.REASON)
            )
        row.hidden = row.hidden != done

    def hide_for_good(self) -> None:
        """Hide a post for good after a short time."""
        for row in [each for each in self.written if each.to_hide and not each.hidden]:
            if time.monotonic() - row.at > 0.5:
                post = Post.objects.get(pk=row.pk)
                services.hide_post(post, by=self.manager, reason=actions.REASON)
                row.hidden = True
                self.note(gone=row.mark, post=row.pk, at=time.monotonic())
                return

    def react(self) -> None:
        """Add a reaction to one of our own posts, or remove it."""
        if not (shown := [each for each in self.written[-40:] if not each.to_hide and not each.hidden]):
            return
        post, by = Post.objects.get(pk=self.rng.choice(shown).pk), self.rng.choice(self.users)
        kind, on = self.rng.choice(ReactionKind.values), self.rng.random() < 0.7
        actions.try_action(lambda: services.react(post, by=by, kind=kind, on=on))

    def act(self) -> None:
        """Do one random action."""
        choices = [self.post, self.edit, self.hide, self.hide_for_good, self.react]
        choice = self.rng.choices(choices, weights=[45, 15, 10, 10, 20])[0]
        try:
            choice()
        except TRANSIENT_ERRORS:
            self.note(trouble=1)
            connection.close()


def write(folder: Path, number: int, seconds: float, rate: float) -> None:
    """Act `rate` times a second until the trial is over, or for `seconds`."""
    writer, start = Writer(folder, number), time.monotonic()
    turn = 0
    while (now := time.monotonic()) < start + seconds and not (folder / OVER).exists():
        if (due := start + turn / rate) > now:
            time.sleep(due - now)
        writer.act()
        turn += 1
    while any(each.to_hide and not each.hidden for each in writer.written):
        writer.hide_for_good()
        time.sleep(0.05)
    writer.note(acts=turn)
    writer.pool.shutdown()
    connection.close()


if __name__ == "__main__":
    write(Path(sys.argv[1]), int(sys.argv[2]), float(sys.argv[3]), float(sys.argv[4]))
    sys.stdout.flush()
    os._exit(0)  # closing the pool of database connections would take seconds
