"""What a member takes, and where to go on: for the signed-in home."""

from dataclasses import dataclass

from django.http import HttpRequest
from django.utils.translation import get_language
from wagtail.models import Page, Site

from accounts.models import AnyUser
from learning.models import CoursePage, Enrolment
from learning.selectors.lookups import root_path
from learning.selectors.outline import Outline, course_outline

MOST = 5  # courses shown on the home page; each costs five queries


@dataclass(frozen=True)
class OwnCourse:
    """A course one takes, and the lesson to continue with (`lesson_title` is empty when all is read)."""

    course_title: str
    course_url: str
    lesson_title: str
    url: str
    minutes_left: int
    words: str
    lesson_words: str
    done: int
    total: int
    outline: Outline


def dashboard(user: AnyUser, request: HttpRequest | None = None, *, most: int = MOST) -> list[OwnCourse]:
    """Return the courses `user` takes in this site and language, the one last seen first; at most `most`.

    With a request, addresses are relative to its site and other sites' courses are left out.
    """
    if not user.is_authenticated:
        return []
    order = list(Enrolment.objects.of(user).active().latest_seen_first().values_list("course_key", flat=True))
    if not order:
        return []
    language = get_language() or "en"
    pages = CoursePage.objects.visible_to(user).filter(
        translation_key__in=order, locale__language_code=language
    )
    if request is not None:
        site = Site.find_for_request(request)
        path = root_path(site, language) if site else None
        pages = pages.filter(path__startswith=path) if path else pages.none()
    courses = sorted(pages, key=lambda course: order.index(course.translation_key))[:most]
    return [_own(course_outline(course, user), request) for course in courses]


def _own(outline: Outline, request: HttpRequest | None) -> OwnCourse:
    current, course_url = outline.current, _url(outline.course, request)
    lesson_url = _url(current.lesson, request) if current else course_url
    if current and current.bookmark:
        lesson_url = f"{lesson_url}#{current.bookmark.anchor}"
    return OwnCourse(
        course_title=outline.course.title,
        course_url=course_url,
        lesson_title=current.lesson.title if current else "",
        url=lesson_url,
        minutes_left=current.minutes_left if current else 0,
        words=outline.words,
        lesson_words=current.words if current else "",
        done=outline.done,
        total=outline.total,
        outline=outline,
    )


def _url(page: Page, request: HttpRequest | None) -> str:
    return page.get_url(request) or ""
