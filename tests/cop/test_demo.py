"""The demonstration's communities: complete, loaded once, and not loaded again after deletion."""

import re
import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.db.models import Count, Max, Min
from django.utils import timezone

from accounts import demo as people
from accounts.models import User
from cop.demo import load
from cop.demo.factories import piece_id
from cop.demo.texts import read_threads
from cop.enums import JoinPolicy, MemberRole, MemberState
from cop.models import Community, Membership, Post, PostRevision, Reaction, ReadMark, Thread
from cop.models.posts import HEADING_OFFSET
from cop.services.threads import SPACE as THREAD
from core.base.markup import to_html
from core.realtime.models import Event, Space

OPEN, CLOSED = "biodiversity-knowledge", "clearing-house-focal-points"
THREADS = read_threads()
LESSONS = {f"lesson-{number}": uuid.uuid4() for number in range(1, 5)}


@pytest.fixture
def cast(db: Any, settings: Any) -> dict[str, User]:
    """The demonstration accounts."""
    settings.DEMO = True
    return people.load()


@pytest.fixture
def loaded(cast: dict[str, User]) -> dict[str, Community]:
    """The communities, with the threads of four lessons."""
    return load(LESSONS)


def state() -> list[Any]:
    """Return everything that a second load could change."""
    models = (Community, Membership, Thread, Post, PostRevision, Reaction, ReadMark, Space, Event)
    return [list(model.objects.order_by("pk").values()) for model in models]


def test_numbers_counts_and_times_agree(loaded: dict[str, Community]) -> None:
    assert set(loaded) == {OPEN, CLOSED}
    counted = Thread.objects.annotate(
        rows=Count("posts"),
        first=Min("posts__number"),
        last=Max("posts__number"),
        oldest=Min("posts__created_at"),
        newest=Max("posts__created_at"),
    )
    assert counted.count() == len(THREADS)
    for thread in counted:
        assert thread.rows == thread.post_count == thread.last
        assert thread.first == 1
        assert (thread.last_post_at, thread.created_at) == (thread.newest, thread.oldest)
        assert thread.author == thread.posts.get(number=1).author
        assert timezone.now() - timedelta(days=90) < thread.created_at < timezone.now()
        assert (thread.space.kind, thread.space.key) == ("cop.thread", thread.public_id)
        assert (thread.space.last, thread.space.pruned) == (0, 0)
        times = list(thread.posts.order_by("number").values_list("created_at", flat=True))
        assert times == sorted(times)
    assert not Event.objects.filter(space__kind=THREAD).exists()
    assert {post.body_html for post in Post.objects.all()} == {
        str(to_html(post.body, heading_offset=HEADING_OFFSET)) for post in Post.objects.all()
    }
    for text in (*Community.objects.all(), *Thread.objects.all(), *Post.objects.all()):
        text.clean_fields()


def test_links_between_threads_are_valid(loaded: dict[str, Community]) -> None:
    addresses = {f"/threads/{thread.public_id}/" for thread in Thread.objects.all()}
    found = {link for post in Post.objects.all() for link in re.findall(r"\]\((/threads/[^)]*)\)", post.body)}
    assert found
    assert found <= addresses
    assert not Post.objects.filter(body__contains="](thread:").exists()


def test_members_and_requests(loaded: dict[str, Community], cast: dict[str, User]) -> None:
    manager = Membership.objects.filter(user=cast["manager"])
    assert set(manager.values_list("role", "state")) == {(MemberRole.MANAGER, MemberState.ACTIVE)}
    assert manager.count() == 2
    assert loaded[OPEN].join_policy == JoinPolicy.OPEN
    assert loaded[CLOSED].join_policy == JoinPolicy.BY_REQUEST
    waiting = Membership.objects.get(state=MemberState.REQUESTED)
    assert (waiting.user, waiting.community, waiting.role) == (
        cast["learner"], loaded[CLOSED], MemberRole.MEMBER
    )  # fmt: skip
    assert waiting.note
    assert not Membership.objects.filter(user=cast["admin"]).exists()


def test_an_edited_and_a_hidden_post_keep_their_history(
    loaded: dict[str, Community], cast: dict[str, User]
) -> None:
    hidden = Post.objects.get(hidden_at__isnull=False)
    assert (hidden.hidden_by, bool(hidden.hidden_reason)) == (cast["manager"], True)
    assert hidden.created_at < hidden.hidden_at
    edited = Post.objects.filter(edited_at__isnull=False)
    assert edited.count() >= 1
    for post in edited:
        (first,) = post.revisions.all()
        assert first.body != post.body
        assert first.written_at == post.created_at < post.edited_at


def test_the_learner_has_new_posts_and_read_marks_are_valid(
    loaded: dict[str, Community], cast: dict[str, User]
) -> None:
    for mark in ReadMark.objects.select_related("thread"):
        own = mark.thread.posts.filter(author=mark.user).aggregate(last=Max("number"))["last"] or 0
        assert max(own, 1) <= mark.number <= mark.thread.post_count
    marks = dict(ReadMark.objects.filter(user=cast["learner"]).values_list("thread", "number"))
    unread = [
        thread.post_count - marks.get(thread.pk, 0)
        for thread in Thread.objects.filter(community=loaded[OPEN])
    ]
    assert 0 in unread
    assert sum(1 for count in unread if count) >= 4


def test_lesson_threads_wait_for_their_lessons(cast: dict[str, User]) -> None:
    load()
    assert not Thread.objects.exclude(origin_kind="").exists()
    before = Thread.objects.count()
    load({"lesson-2": LESSONS["lesson-2"]})
    assert Thread.objects.count() == before + 1
    load(LESSONS, origin_kind="learning.lesson")
    found = dict(Thread.objects.exclude(origin_kind="").values_list("origin_key", "origin_kind"))
    assert found == dict.fromkeys(LESSONS.values(), "learning.lesson")


def test_a_lesson_that_has_a_thread_keeps_it(cast: dict[str, User]) -> None:
    load()
    theirs = Thread.objects.exclude(title__startswith="Lesson").first()
    theirs.origin_kind, theirs.origin_key = "learning.lesson", LESSONS["lesson-1"]
    theirs.save()
    load(LESSONS)
    assert Thread.objects.get(origin_key=LESSONS["lesson-1"]) == theirs
    assert not Thread.objects.filter(public_id=piece_id("threads/lesson-1")).exists()


def test_loading_twice_changes_nothing(loaded: dict[str, Community]) -> None:
    before = state()
    assert load(LESSONS) == loaded
    assert state() == before


def test_changed_data_is_not_overwritten(loaded: dict[str, Community]) -> None:
    Community.objects.filter(slug=OPEN).update(slug="km", name="Another name")
    Thread.objects.filter(is_pinned=True).update(title="Hello", is_pinned=False)
    before = state()
    load(LESSONS)
    assert state() == before


def test_deleted_data_is_loaded_again_only_on_request(loaded: dict[str, Community]) -> None:
    welcome = Thread.objects.get(is_pinned=True)
    posts = welcome.post_count
    welcome.delete()
    loaded[CLOSED].threads.all().delete()
    loaded[CLOSED].delete()
    before = state()
    assert set(load(LESSONS)) == {OPEN}
    assert state() == before
    assert set(load(LESSONS, again=True)) == {OPEN, CLOSED}
    assert Thread.objects.count() == len(THREADS)
    assert Thread.objects.get(is_pinned=True).posts.count() == posts
    assert not Event.objects.filter(space__kind=THREAD).exists()


def test_somebody_elses_community_of_that_address_is_left_alone(cast: dict[str, User]) -> None:
    theirs = Community.objects.create(slug=OPEN.upper(), name="Theirs", summary="Theirs.")
    assert set(load()) == {CLOSED}
    assert not theirs.threads.exists()


def test_after_a_crash_the_rest_is_loaded_completely(
    cast: dict[str, User], tmp_path: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    original = ReadMark.objects.bulk_create
    calls: list[int] = []

    def failing(rows: Any) -> Any:
        calls.append(1)
        if len(calls) == 3:
            raise RuntimeError("the machine went off")
        return original(rows)

    monkeypatch.setattr(ReadMark.objects, "bulk_create", failing)
    with pytest.raises(RuntimeError):
        load(LESSONS)
    assert Thread.objects.count() == 2
    assert Space.objects.filter(kind=THREAD).count() == 2
    assert {
        thread.post_count for thread in Thread.objects.annotate(rows=Count("posts")).filter(rows=0)
    } == set()
    monkeypatch.undo()
    load(LESSONS)
    assert Thread.objects.count() == len(THREADS)
    assert Post.objects.count() == sum(len(thread.posts) for thread in THREADS)


def test_posts_of_a_missing_account_have_no_author(cast: dict[str, User]) -> None:
    cast["juror"].delete()
    load(LESSONS)
    without = Post.objects.filter(author=None).count()
    assert without == sum(post.author == "juror" for thread in THREADS for post in thread.posts)
