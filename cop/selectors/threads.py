"""The list of a community's threads, and one page of a thread."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery

from accounts.models import AnyUser
from cop.enums import Audience
from cop.models import Community, Draft, Membership, Post, ReadMark, Thread
from cop.querysets import PAGE
from cop.selectors.drafts import draft_in
from cop.selectors.posts import ShownPost, post_view_models
from core.base.rules import is_operator

THREADS = 20  # threads on a page of the list


@dataclass(frozen=True)
class ThreadRow:
    """A thread in the list.

    `unread` counts the posts in sight that others wrote after the viewer's mark: None when the viewer has
    never opened the thread. `is_new` says that they never did, and that it was written in since they joined.
    """

    thread: Thread
    unread: int | None
    is_new: bool


@dataclass(frozen=True)
class ThreadList:
    """One page (from 1) of a community's threads, the pinned first, then by their last post."""

    rows: list[ThreadRow]
    page: int
    pages: int
    count: int


@dataclass(frozen=True)
class ThreadPage:
    """One page (from 1) of a thread as one viewer sees it.

    `thread` was read again together with `through`, the sequence up to which this page is true; the posts
    were read after. `mark` is the number up to which the viewer has read, None when they never opened it.
    `first_unread` is the number of the first post in sight that another wrote after the mark.
    """

    thread: Thread
    posts: list[ShownPost]
    page: int
    pages: int
    mark: int | None
    first_unread: int | None
    through: int
    draft: Draft | None
    audience: Audience


def page_of(number: int) -> int:
    """Return the page (from 1) of a post; it never changes."""
    return max(1, (number - 1) // PAGE + 1)


def thread_page(thread: Thread, user: AnyUser, page: int | None = None) -> ThreadPage:
    """Return a page of the thread; without `page`, the one with the first unread post, else the last.

    Who never opened the thread begins on page 1. A page that is not there gives the nearest one. At most
    five queries.
    """
    user_id = user.pk if user.is_authenticated else None
    now = _thread_now(thread.pk, user_id)
    mark, audience = now.mark, Audience.of(now.role, is_operator(user))
    first_unread = _first_unread(now, mark, user_id) if user_id else None
    pages = page_of(now.post_count)
    if page is None:
        page = page_of(first_unread or now.post_count) if mark is not None else 1
    page = min(max(page, 1), pages)
    posts = list(Post.objects.filter(thread=now).on_page(page).select_related("author"))
    for post in posts:
        post.thread = now
    return ThreadPage(
        thread=now,
        posts=post_view_models(posts, user, audience),
        page=page,
        pages=pages,
        mark=mark,
        first_unread=first_unread,
        through=now.space.last,
        draft=draft_in(now, user) if user_id else None,
        audience=audience,
    )


def _thread_now(thread_id: int, user_id: int | None) -> Any:
    """Return the thread, its counter and the viewer's mark and role, all of one moment."""
    marks = ReadMark.objects.filter(thread=OuterRef("pk"), user_id=user_id or 0)
    roles = Membership.objects.active().filter(community=OuterRef("community"), user_id=user_id or 0)
    rows = Thread.objects.select_related("community", "space", "author")
    return rows.annotate(
        mark=Subquery(marks.values("number")[:1]), role=Subquery(roles.values("role")[:1])
    ).get(pk=thread_id)


def _first_unread(thread: Any, mark: int | None, user_id: int) -> int | None:
    if mark is not None and mark >= thread.post_count:
        return None
    later = Post.objects.news_to(user_id).filter(thread=thread, number__gt=mark or 0)
    return later.order_by("number").values_list("number", flat=True).first()


def thread_list(community: Community, user: AnyUser, page: int = 1) -> ThreadList:
    """Return a page of the community's threads for this viewer, in at most four queries."""
    threads = Thread.objects.begun().filter(community=community)
    count = threads.count()
    pages = max(1, -(-count // THREADS))
    page = min(max(page, 1), pages)
    user_id = user.pk if user.is_authenticated else None
    marks = ReadMark.objects.filter(thread=OuterRef("pk"), user_id=user_id or 0).values("number")[:1]
    rows = threads.newest_first().select_related("author").annotate(mark=Subquery(marks))
    shown = list(rows[(page - 1) * THREADS : page * THREADS])
    passed = _not_counted([thread.pk for thread in shown], user_id) if user_id else {}
    joined = _joined_at(community, user_id) if user_id else None
    return ThreadList([_row(thread, passed, joined) for thread in shown], page, pages, count)


def _row(thread: Any, passed: dict[int, int], joined: datetime | None) -> ThreadRow:
    if thread.mark is None:
        is_new = joined is not None and thread.last_post_at > joined and thread.remaining_count > 0
        return ThreadRow(thread, None, is_new)
    return ThreadRow(thread, max(0, thread.post_count - thread.mark - passed.get(thread.pk, 0)), False)


def _not_counted(ids: list[int], user_id: int) -> dict[int, int]:
    """Return, by thread, how many posts after the viewer's mark are hidden, deleted or their own."""
    marks = ReadMark.objects.filter(thread=OuterRef("thread"), user_id=user_id).values("number")[:1]
    later = Post.objects.filter(thread_id__in=ids, number__gt=Subquery(marks))
    passed: QuerySet[Any] = later.filter(
        Q(hidden_at__isnull=False) | Q(deleted_at__isnull=False) | Q(author_id=user_id)
    )
    return dict(passed.order_by().values_list("thread_id").annotate(count=Count("pk")))


def _joined_at(community: Community, user_id: int) -> datetime | None:
    mine = Membership.objects.active().filter(community=community, user_id=user_id)
    return mine.values_list("since", flat=True).first()
