"""Threads: one question or theme, and the posts under it."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cop.models.communities import Community
from cop.querysets import ThreadQuerySet
from core.base.fields import NameField


class Thread(models.Model):
    """A conversation in a community. `post_count` is also the number of its last post.

    `deleted_count` is how many of them their authors deleted.

    `origin_kind` and `origin_key` name what it was opened for, such as a lesson; the app above that owns
    it has registered the kind with `cop.thread_sources`.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    community = models.ForeignKey(Community, on_delete=models.PROTECT, related_name="threads")
    space = models.OneToOneField("realtime.Space", on_delete=models.PROTECT, related_name="+")
    title = NameField(_("title"), max_length=160)
    language = models.CharField(_("language"), max_length=12, choices=settings.LANGUAGES, default="en")
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="threads"
    )
    origin_kind = models.CharField(max_length=40, blank=True, default="")
    origin_key = models.UUIDField(null=True, blank=True)
    post_count = models.PositiveIntegerField(default=0)
    deleted_count = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField(default=timezone.now)
    last_post_at = models.DateTimeField(default=timezone.now)
    is_pinned = models.BooleanField(default=False)
    closed_at = models.DateTimeField(null=True, blank=True)

    objects = ThreadQuerySet.as_manager()

    class Meta:
        verbose_name = _("thread")
        verbose_name_plural = _("threads")
        constraints = [
            models.UniqueConstraint(
                fields=["origin_kind", "origin_key"],
                condition=Q(origin_key__isnull=False),
                name="cop_thread_one_per_origin",
            ),
            models.CheckConstraint(condition=~Q(title=""), name="cop_thread_has_title"),
            models.CheckConstraint(
                condition=Q(origin_kind="", origin_key__isnull=True)
                | (~Q(origin_kind="") & Q(origin_key__isnull=False)),
                name="cop_thread_origin_whole",
            ),
        ]
        indexes = [
            models.Index(
                F("community"), F("is_pinned").desc(), F("last_post_at").desc(), F("id").desc(),
                name="cop_thread_listed",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.title

    @property
    def remaining_count(self) -> int:
        """Return how many posts there are without those that their authors deleted."""
        return self.post_count - self.deleted_count
