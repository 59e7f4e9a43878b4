"""Where a lesson is discussed, and which lesson a thread belongs to."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.contrib.auth.models import AnonymousUser
from django.db.models import Count, Exists, OuterRef, Subquery, Value
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import get_language

from accounts.models import AnyUser
from cop.models import Post, ReadMark, Thread
from cop.thread_sources import Origin
from learning.models import CoursePage, LessonPage

LESSON = "learning.lesson"


@dataclass(frozen=True)
class Discussion:
    """The thread of a lesson as one reader sees it.

    `new` counts the visible posts of others after this reader's mark: 0 for users who never opened it.
    `last_post_at` is None while there is no post. `url` is that of the first post a member has not read.
    """

    url: str
    posts: int
    new: int
    last_post_at: datetime | None


def discussion_of(lesson: LessonPage, course_path: str, user: AnyUser) -> Discussion | None:
    """Return where a lesson is discussed, in one query.

    None while its course has no community, its thread is not open yet, or this reader may not read it.
    """
    in_community = CoursePage.objects.filter(path=course_path, community__isnull=False)
    threads = Thread.objects.visible_to(user).filter(origin_kind=LESSON, origin_key=lesson.translation_key)
    marks = ReadMark.objects.filter(thread=OuterRef("pk"), user_id=user.pk or 0).values("number")
    new = _new_posts(user.pk) if user.is_authenticated else Value(0)
    thread = threads.filter(Exists(in_community)).annotate(mark=Subquery(marks[:1]), new=new).first()
    if thread is None:
        return None
    name = "cop:thread_unread" if thread.new else "cop:thread_show"
    return Discussion(
        url=reverse(name, args=[thread.public_id]),
        posts=thread.remaining_count,
        new=thread.new,
        last_post_at=thread.last_post_at if thread.remaining_count else None,
    )


def _new_posts(user_id: int) -> Coalesce:
    mark = ReadMark.objects.filter(thread=OuterRef("thread"), user_id=user_id).values("number")
    later = Post.objects.news_to(user_id).filter(thread=OuterRef("pk"), number__gt=Subquery(mark[:1]))
    counted = later.order_by().values("thread").annotate(number_of=Count("pk"))
    return Coalesce(Subquery(counted.values("number_of")), Value(0))


def lesson_origins(keys: Iterable[UUID]) -> dict[UUID, Origin]:
    """Return title and address of the lessons everyone may see, by key, for `cop.thread_sources`.

    In the active language where the lesson has that version, else in the one written first.
    """
    pages = LessonPage.objects.visible_to(AnonymousUser()).filter(
        translation_key__in=list(keys), lesson_facts__module__live=True, lesson_facts__course__live=True
    )
    pages = pages.select_related("locale", "lesson_facts")
    language, chosen = get_language(), dict[UUID, LessonPage]()
    for page in pages.defer("body", "outcomes").order_by("pk"):
        if page.translation_key not in chosen or page.locale.language_code == language:
            chosen[page.translation_key] = page
    return {
        key: Origin(page.title, url, page.lesson_facts.language)
        for key, page in chosen.items()
        if (url := page.get_url())
    }
