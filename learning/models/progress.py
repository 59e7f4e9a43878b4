"""What was opened, how far, and what was read."""

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from learning.models.enrolments import Enrolment
from learning.querysets import LessonProgressQuerySet

BOOKMARK_LENGTH = 40


class LessonProgress(models.Model):
    """One lesson in one enrolment. `lesson_key` is the page's translation key.

    `bookmark` is the anchor of the section where the reader stopped, empty at the beginning.
    A row outlives the lesson's page: evidence is never recomputed.
    """

    enrolment = models.ForeignKey(Enrolment, on_delete=models.CASCADE, related_name="readings")
    lesson_key = models.UUIDField()
    opened_at = models.DateTimeField(default=timezone.now)
    read_at = models.DateTimeField(null=True, blank=True)
    bookmark = models.CharField(max_length=BOOKMARK_LENGTH, blank=True)

    objects = LessonProgressQuerySet.as_manager()

    class Meta:
        verbose_name = _("lesson reading")
        verbose_name_plural = _("lesson readings")
        constraints = [
            models.UniqueConstraint(fields=["enrolment", "lesson_key"], name="learning_reading_once"),
            models.CheckConstraint(
                condition=Q(read_at__isnull=True) | Q(read_at__gte=F("opened_at")),
                name="learning_reading_read_after_opened",
            ),
        ]
        indexes = [models.Index(fields=["lesson_key", "read_at"], name="learning_reading_of_lesson")]

    def __str__(self) -> str:
        return f"{self.lesson_key}"
