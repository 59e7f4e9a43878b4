"""How far a person has read, and what they have begun to write."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cop.models.communities import Community
from cop.models.posts import Post
from cop.models.threads import Thread
from core.base.fields import NameField, TextField


class ReadMark(models.Model):
    """A person's high-water mark in a thread: what they had on their screen. It only rises."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="read_marks")
    thread = models.ForeignKey(Thread, on_delete=models.CASCADE, related_name="read_marks")
    number = models.PositiveIntegerField(default=0)
    read_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("reading position in a thread")
        verbose_name_plural = _("how far you have read in threads")
        constraints = [models.UniqueConstraint(fields=["user", "thread"], name="cop_read_mark_one_each")]

    def __str__(self) -> str:
        return f"{self.user_id} read {self.thread_id} to {self.number}"


class Draft(models.Model):
    """A post, a thread or another text for a post that somebody has not sent yet; one for each place.

    `revision` is how many earlier texts the post had when its author began to edit it.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="drafts")
    thread = models.ForeignKey(Thread, on_delete=models.CASCADE, null=True, related_name="drafts")
    community = models.ForeignKey(Community, on_delete=models.CASCADE, null=True, related_name="drafts")
    post = models.ForeignKey(Post, on_delete=models.CASCADE, null=True, related_name="drafts")
    revision = models.PositiveIntegerField(null=True)
    title = NameField(max_length=160, blank=True, default="")
    body = TextField(max_length=20_000, blank=True, default="")
    client_key = models.UUIDField(default=uuid.uuid4)
    updated_at = models.DateTimeField(default=timezone.now, db_index=True)

    class Meta:
        verbose_name = _("draft")
        verbose_name_plural = _("drafts of posts")
        constraints = [
            models.UniqueConstraint(
                fields=["user", "thread"], condition=Q(thread__isnull=False), name="cop_draft_one_per_thread"
            ),
            models.UniqueConstraint(
                fields=["user", "community"],
                condition=Q(community__isnull=False),
                name="cop_draft_one_per_community",
            ),
            models.UniqueConstraint(
                fields=["user", "post"], condition=Q(post__isnull=False), name="cop_draft_one_per_post"
            ),
            models.CheckConstraint(
                condition=Q(thread__isnull=False, community__isnull=True, post__isnull=True)
                | Q(thread__isnull=True, community__isnull=False, post__isnull=True)
                | Q(thread__isnull=True, community__isnull=True, post__isnull=False),
                name="cop_draft_in_one_place",
            ),
            models.CheckConstraint(
                condition=Q(post__isnull=True) | Q(revision__isnull=False), name="cop_draft_edit_has_revision"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} draft {self.pk}"
