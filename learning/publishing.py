"""What follows when an editor publishes a course, a module or a lesson."""

from typing import Any

from core.jobs import enqueue
from learning.models import CoursePage, LearningPage
from vocabularies import tagging

DEEPEST = 2  # levels of a lesson below its course


def published(instance: Any, **kwargs: Any) -> None:
    """Give all languages of a course its concepts, and have its threads opened in the background.

    Wagtail's signal calls it.
    """
    if not isinstance(instance, LearningPage):
        return
    if isinstance(instance, CoursePage):
        tagging.agree(instance, "tags")
    ways = [instance.path[: len(instance.path) - level * instance.steplen] for level in range(DEEPEST + 1)]
    key = CoursePage.objects.filter(path__in=ways).values_list("translation_key", flat=True).first()
    if key is not None:
        enqueue("learning.open_threads", key, unique_key=str(key))
