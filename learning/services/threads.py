"""The threads in which lessons are discussed, in the community of their course."""

from uuid import UUID

from django.contrib.auth.models import AnonymousUser
from django.utils.text import Truncator

from cop.models import Community, Thread
from cop.services.threads import open_origin_thread
from learning.models import CoursePage, LessonPage
from learning.selectors.discussions import LESSON

TITLE = 160  # characters of a thread's title


def open_threads(course_key: UUID) -> int:
    """Open a thread for each published lesson of the course that has none yet; return how many.

    A lesson has one thread for all its languages, named as it was written first. Lessons in private parts
    get none: their titles would be in a list that others read. Safe to repeat.
    """
    community = share_community(course_key)
    if community is None:
        return 0
    opened = 0
    for lesson in _without_thread(course_key):
        open_origin_thread(
            community,
            kind=LESSON,
            key=lesson.translation_key,
            title=Truncator(lesson.title).chars(TITLE),
            language=lesson.content_language,
        )
        opened += 1
    return opened


def share_community(course_key: UUID) -> Community | None:
    """Set the community of all versions of the course to that of the one written first; return it."""
    versions = CoursePage.objects.filter(translation_key=course_key)
    first = versions.order_by("pk").select_related("community").only("pk", "community").first()
    if first is None:
        return None
    versions.exclude(pk=first.pk).update(community=first.community)
    return first.community


def _without_thread(course_key: UUID) -> list[LessonPage]:
    """Return the lessons everyone may see, each in the version that was written first, without a thread."""
    shown = LessonPage.objects.visible_to(AnonymousUser()).in_published(levels=1)
    shown = shown.select_related("locale", "alias_of__locale").defer("body", "outcomes")
    found: dict[UUID, LessonPage] = {}
    for course in CoursePage.objects.live().filter(translation_key=course_key):
        for lesson in shown.under(course, levels=2):
            kept = found.get(lesson.translation_key)
            if kept is None or lesson.pk < kept.pk:
                found[lesson.translation_key] = lesson
    threads = Thread.objects.filter(origin_kind=LESSON, origin_key__in=found)
    have = set(threads.values_list("origin_key", flat=True))
    return [lesson for key, lesson in found.items() if key not in have]
