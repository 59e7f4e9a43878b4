"""Starting, closing and pinning threads, and threads of objects of higher apps."""

from uuid import uuid4

import pytest

from cop import errors, services, thread_sources
from cop.models import Draft, Post, ReadMark, Thread
from core.base.models import AuditEvent
from core.realtime.models import Space
from tests.cop.test_posts import log_of
from tests.factories.cop import make_thread

pytestmark = pytest.mark.django_db
WORDS = {"title": "  How   so? ", "body": "Tell me.", "language": "fr"}


def test_a_thread_begins_with_its_first_post(community, captain):
    services.save_draft(community, by=captain, body="Tell", title="How")
    thread = services.start_thread(community, by=captain, key=uuid4(), **WORDS)
    thread.refresh_from_db()
    post = thread.posts.get()
    assert (thread.title, thread.language, thread.author, thread.post_count) == ("How so?", "fr", captain, 1)
    assert (post.number, post.body, post.author) == (1, "Tell me.", captain)
    assert (thread.space.kind, thread.space.key) == ("cop.thread", thread.public_id)
    assert log_of(thread) == [(1, "post", post.pk, {"post": 1}, captain.pk)]
    assert ReadMark.objects.get().number == 1
    assert not Draft.objects.exists()


def test_the_same_form_again_gives_the_first_thread(community, closed, captain):
    key = uuid4()
    thread = services.start_thread(community, by=captain, key=key, **WORDS)
    assert services.start_thread(community, by=captain, key=key, **WORDS) == thread
    for other in ({"title": "Else"}, {"body": "Else"}):
        with pytest.raises(errors.AlreadyPosted) as refusal:
            services.start_thread(community, by=captain, key=key, **(WORDS | other))
        assert refusal.value.post == thread.posts.get()
    with pytest.raises(errors.AlreadyPosted):
        services.start_thread(closed, by=captain, key=key, **WORDS)
    assert (Thread.objects.count(), Space.objects.filter(kind="cop.thread").count()) == (1, 1)


def test_an_answers_form_starts_no_thread(community, thread, captain):
    key = uuid4()
    services.add_post(thread, by=captain, body=WORDS["body"], key=key)
    with pytest.raises(errors.AlreadyPosted):
        services.start_thread(community, by=captain, key=key, **WORDS)


@pytest.mark.parametrize(
    ("words", "refusal"),
    [
        ({"title": " "}, errors.EmptyTitle),
        ({"title": "x" * 161}, errors.UnusableText),
        ({"title": "a\u202eb"}, errors.UnusableText),
        ({"body": " "}, errors.EmptyText),
    ],
)
def test_invalid_texts_start_no_thread(community, captain, words, refusal):
    with pytest.raises(refusal):
        services.start_thread(community, by=captain, key=uuid4(), **(WORDS | words))
    assert not Thread.objects.exists()


def test_only_members_start_threads(community, expert, admin):
    for person in (expert, admin):
        with pytest.raises(errors.NotMember):
            services.start_thread(community, by=person, key=uuid4(), **WORDS)


def test_closing_and_pinning_once(thread, manager, learner):
    for _time in range(2):
        services.close_thread(thread, by=manager)
        services.pin_thread(thread, by=manager)
    thread.refresh_from_db()
    closed_at = thread.closed_at
    assert closed_at is not None
    assert thread.is_pinned
    for _time in range(2):
        services.reopen_thread(thread, by=manager)
        services.unpin_thread(thread, by=manager)
    thread.refresh_from_db()
    assert (thread.closed_at, thread.is_pinned) == (None, False)
    assert log_of(thread)[1:] == [(n, "thread", thread.pk, {}, manager.pk) for n in (2, 3, 4, 5)]
    actions = AuditEvent.objects.order_by("pk").values_list("action", flat=True)
    assert list(actions) == [f"cop.thread_{what}" for what in ("closed", "pinned", "reopened", "unpinned")]
    for change in (services.close_thread, services.reopen_thread, services.pin_thread, services.unpin_thread):
        with pytest.raises(errors.NotAllowed):
            change(thread, by=learner)


def test_a_lesson_has_one_thread_wherever_it_is_opened(community, closed, captain, expert):
    given = {"kind": "learning.lesson", "key": uuid4(), "title": "Lesson", "language": "en"}
    thread = services.open_origin_thread(community, **given)
    assert services.open_origin_thread(closed, **given) == thread
    assert (thread.author, thread.post_count, thread.community) == (None, 0, community)
    post = services.add_post(thread, by=captain, body="First", key=uuid4())
    assert post.number == 1
    assert ReadMark.objects.get().number == 1


def test_origins_are_found_in_one_call(community, captain, monkeypatch):
    here, gone = uuid4(), uuid4()
    asked = []

    def resolve(keys):
        asked.append(set(keys))
        return {here: thread_sources.Origin("Lesson 1", "/en/x/", "en")}

    source = thread_sources.ThreadSource("test.lesson", resolve)
    monkeypatch.setitem(thread_sources.THREAD_SOURCES, source.kind, source)
    given = {"title": "T", "language": "en"}
    first = services.open_origin_thread(community, kind="test.lesson", key=here, **given)
    second = services.open_origin_thread(community, kind="test.lesson", key=gone, **given)
    unknown = services.open_origin_thread(community, kind="test.other", key=here, **given)
    plain = make_thread(community, captain)
    found = thread_sources.origins_of([first, second, unknown, plain])
    assert found == {first.pk: thread_sources.Origin("Lesson 1", "/en/x/", "en")}
    assert asked == [{here, gone}]
    assert thread_sources.origin_of(plain) is None
    assert Post.objects.count() == 1


def test_a_manager_renames_a_thread_with_an_event(thread, manager, captain):
    renamed = services.rename_thread(thread, by=manager, title="  A  better   title ")
    assert renamed.title == "A better title"
    services.rename_thread(thread, by=manager, title="A better title")  # no change, no event
    assert [row[1:] for row in log_of(thread)[1:]] == [("thread", thread.pk, {}, manager.pk)]
    with pytest.raises(errors.NotAllowed):
        services.rename_thread(thread, by=captain, title="Mine")
    with pytest.raises(errors.EmptyTitle):
        services.rename_thread(thread, by=manager, title=" ")
