"""Who takes which course."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from learning.enums import EnrolmentState
from learning.querysets import EnrolmentQuerySet


class Enrolment(models.Model):
    """One member's one enrolment in a course, over all its language versions.

    `course_key` and `last_lesson_key` are the pages' translation keys. `completed_at` is
    set when all lessons of that day were read, and stays whatever editors change later.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="enrolments")
    course_key = models.UUIDField()
    state = models.CharField(max_length=10, choices=EnrolmentState.choices, default=EnrolmentState.ACTIVE)
    enrolled_at = models.DateTimeField(default=timezone.now)
    last_lesson_key = models.UUIDField(null=True, blank=True)
    last_seen_at = models.DateTimeField(default=timezone.now)
    completed_at = models.DateTimeField(null=True, blank=True)

    objects = EnrolmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("enrolment")
        verbose_name_plural = _("enrolments")
        constraints = [
            models.UniqueConstraint(fields=["user", "course_key"], name="learning_enrolment_once"),
            models.CheckConstraint(
                condition=Q(state__in=EnrolmentState.values), name="learning_enrolment_known_state"
            ),
            models.CheckConstraint(
                condition=Q(completed_at__isnull=True) | Q(completed_at__gte=F("enrolled_at")),
                name="learning_enrolment_completed_after_it_began",
            ),
        ]
        indexes = [
            models.Index(fields=["user", "state", "-last_seen_at"], name="learning_enrolment_of_user"),
            models.Index(fields=["course_key", "state"], name="learning_enrolment_of_course"),
        ]

    def __str__(self) -> str:
        return f"{self.course_key} ({self.state})"

    @property
    def is_active(self) -> bool:
        """Return whether the member takes the course now."""
        return self.state == EnrolmentState.ACTIVE
