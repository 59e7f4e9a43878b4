"""Read the committed rows of a trial; Django must be set up."""

from collections import Counter
from typing import Any

from benchmarks.live import oracle, tasks
from benchmarks.live.oracle import CommittedRows, Verdict
from benchmarks.live.trial_data import TrialData
from cop.models import Post, Thread
from core.jobs.models import Job, JobStatus
from core.realtime.models import Event, Space


def read(data: TrialData, notes: list[dict[str, Any]]) -> CommittedRows:
    """Return the committed rows of the trial's threads."""
    events: dict[str, list[oracle.Row]] = {}
    screens: dict[str, dict[int, tuple[str, bool]]] = {}
    acknowledged = {note["gone"]: note for note in notes if "gone" in note}
    gone: dict[str, tuple[int, float]] = {}
    for thread in Thread.objects.filter(pk__in=[each.pk for each in data.threads]).select_related("space"):
        rows = Event.objects.filter(space=thread.space).order_by("sequence")
        space = str(thread.space.public_id)
        events[space] = list(rows.values_list("sequence", "kind"))
        screens[space] = {
            post.number: (next(iter(oracle.marks_in(post.body)), ""), post.is_hidden)
            for post in Post.objects.filter(thread=thread)
        }
        by_post: dict[int, list[int]] = {}
        for sequence, subject in rows.filter(kind="post").values_list("sequence", "subject"):
            by_post.setdefault(subject, []).append(sequence)
        for mark, note in acknowledged.items():
            # A post to hide for good is written once, never edited, hidden once: its second event is the
            # hiding.
            if note["post"] in by_post:
                gone[mark] = by_post[note["post"]][1], note["at"]
    return CommittedRows(events, gone, screens)


def last_sequences(data: TrialData) -> dict[str, int]:
    """Return the last sequence of each space of the trial."""
    spaces = Space.objects.filter(pk__in=[thread.space_id for thread in data.threads])
    return {str(public_id): last for public_id, last in spaces.values_list("public_id", "last")}


def jobs_waiting() -> int:
    """Count the writing jobs that are not done yet."""
    return Job.objects.filter(task=tasks.WRITE).exclude(status=JobStatus.DONE).count()


def check_posts(data: TrialData, notes: list[dict[str, Any]], verdict: Verdict) -> None:
    """Find each acknowledged post by its key and by its text; find gaps in numbers and sequences."""
    posts = Post.objects.filter(thread__in=data.threads)
    keys = Counter((str(key), author) for key, author in posts.values_list("client_key", "author_id"))
    marks = Counter(
        mark.rpartition("-")[0]
        for body in posts.values_list("body", flat=True)
        for mark in oracle.marks_in(body)
    )
    acknowledged = [note for note in notes if "mark" in note]
    verdict.posts_missing = sum(
        not keys[note["key"], note["author"]] or not marks[note["mark"]] for note in acknowledged
    )
    verdict.posts_twice = sum(count > 1 for count in (*keys.values(), *marks.values()))
    verdict.posts_twice += sum("doubled" in note for note in notes)
    verdict.jobs_undone = jobs_waiting()
    for thread in Thread.objects.filter(pk__in=[each.pk for each in data.threads]).select_related("space"):
        numbers = list(thread.posts.order_by("number").values_list("number", flat=True))
        verdict.gaps += numbers != list(range(1, thread.post_count + 1))
        rows = Event.objects.filter(space=thread.space).order_by("sequence")
        sequences = list(rows.values_list("sequence", flat=True))
        verdict.gaps += sequences != list(range(1, thread.space.last + 1))
