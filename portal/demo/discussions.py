"""The demonstration's communities, their threads tied to the lessons of the first course."""

from uuid import UUID

from cop import demo as communities
from cop.models import Community, Thread
from learning.demo import ESSENTIALS
from learning.demo.course_files import read_course
from learning.models import CoursePage, LessonPage
from portal.models import HomePage


def load_threads(home: HomePage, *, again: bool) -> None:
    """Make communities and threads, and give the course the community in which its lessons are discussed.

    A course that has a community, or on which an editor is working, is left as it is.
    """
    course = _course(home)
    origins = _lessons(course) if course else {}
    communities.load(origins=origins, again=again)
    if course is None or course.community_id or course.has_unpublished_changes:
        return
    threads = Thread.objects.filter(origin_kind=communities.LESSON, origin_key__in=origins.values())
    community = Community.objects.filter(threads__in=threads).first()
    if community:
        course.community = community
        course.save_revision().publish()


def _course(home: HomePage) -> CoursePage | None:
    slug = read_course(ESSENTIALS)["slug"]
    return CoursePage.objects.live().descendant_of(home).filter(slug=slug).first()


def _lessons(course: CoursePage) -> dict[str, UUID]:
    """Return the lessons' keys by the names that the threads' files use."""
    keys = LessonPage.objects.live().under(course, levels=2).values_list("translation_key", flat=True)
    return {f"lesson-{number}": key for number, key in enumerate(keys, start=1)}
