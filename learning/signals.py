"""Handle the publishing, unpublishing, moving, deleting and restricting of a part of a course."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db.models.signals import m2m_changed, post_delete, post_save
from django.utils import timezone
from wagtail.models import Page, PageViewRestriction
from wagtail.signals import page_published, page_unpublished, post_page_move

from core.jobs import enqueue
from core.web.page_privacy import family_of
from learning.models import CoursePage, LearningPage, LessonPage, ModulePage
from vocabularies import tagging

DEEPEST = 2  # levels of a lesson below its course
WAIT = timedelta(minutes=15)  # after the last change: what is put back within it completes nothing
clock = timezone.now


def connect() -> None:
    """Listen to Wagtail and to the database."""
    page_published.connect(published, dispatch_uid="learning.published")
    page_unpublished.connect(withdrawn, dispatch_uid="learning.unpublished")
    post_page_move.connect(moved, dispatch_uid="learning.moved")
    for model in (CoursePage, ModulePage, LessonPage):  # for all models, Django could delete none fast
        post_delete.connect(withdrawn, model, dispatch_uid=f"learning.deleted.{model.__name__}")
    for signal in (post_save, post_delete):
        signal.connect(restricted, PageViewRestriction, dispatch_uid="learning.restricted")
    groups = PageViewRestriction.groups.through
    m2m_changed.connect(restricted, groups, dispatch_uid="learning.restricted_groups")


def course_keys(*pages: Page) -> set[UUID]:
    """Return the keys of the courses that these pages are, or belong to."""
    paths = {
        page.path[: len(page.path) - level * page.steplen] for page in pages for level in range(DEEPEST + 1)
    }
    return set(CoursePage.objects.filter(path__in=paths).values_list("translation_key", flat=True))


def _recheck_completion(keys: set[UUID]) -> None:
    """Check later who has completed these courses: completion is final, and an editor may undo the change.

    The job reads the lessons when it runs. Each further change, a publication too, starts the wait again.
    """
    due = clock() + WAIT
    for key in keys:
        enqueue("learning.complete_course", key, unique_key=str(key), run_at=due, postpone=True)


def published(instance: Any, **kwargs: Any) -> None:
    """Copy a course's concepts to all its languages; have its threads opened and completion checked."""
    if not isinstance(instance, LearningPage):
        return
    if isinstance(instance, CoursePage):
        tagging.sync_translations(instance, "tags")
    keys = course_keys(instance)
    for key in keys:
        enqueue("learning.open_threads", key, unique_key=str(key))
    _recheck_completion(keys)


def withdrawn(instance: Any, **kwargs: Any) -> None:
    """Check completion of the course of a page that was unpublished or deleted."""
    if isinstance(instance, LearningPage):
        _recheck_completion(course_keys(instance))


def moved(instance: Any, parent_page_before: Page, parent_page_after: Page, **kwargs: Any) -> None:
    """Check completion of the course a page was moved from and of the one it was moved to."""
    if isinstance(instance.specific, LearningPage):
        _recheck_completion(course_keys(parent_page_before, parent_page_after))


def restricted(instance: Any, **kwargs: Any) -> None:
    """Check completion of a course when other people than before may see a part of it."""
    page = getattr(instance, "page", None)
    if page is not None:
        family = Page.objects.filter(pk__in=family_of(page)).only("path", "depth")
        _recheck_completion(course_keys(*family))
