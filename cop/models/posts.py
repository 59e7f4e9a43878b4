"""Posts, what they said before, and what people pressed under them."""

import uuid
from datetime import timedelta

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cop.enums import ReactionKind
from cop.models.threads import Thread
from cop.querysets import PostQuerySet
from core.base.fields import NameField, TextField

BODY_LIMIT = 20_000  # characters
UNDO_WINDOW = timedelta(minutes=1)  # in which an author may undo the deletion of a post
HEADING_OFFSET = 2  # `#` becomes an h3: the page has an h1 and the list of posts an h2


class Post(models.Model):
    """One contribution. Its number never changes, and there are no gaps: a hidden one keeps its place.

    `body` is Markdown as it was written, `body_html` what `core.base.markup.to_html` made of it then.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    thread = models.ForeignKey(Thread, on_delete=models.CASCADE, related_name="posts", db_index=False)
    number = models.PositiveIntegerField()
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="posts"
    )
    body = TextField(_("your post"), max_length=BODY_LIMIT)
    body_html = models.TextField(editable=False)
    client_key = models.UUIDField(default=uuid.uuid4)  # of the form it was written in
    created_at = models.DateTimeField(default=timezone.now)
    edited_at = models.DateTimeField(null=True, blank=True)
    hidden_at = models.DateTimeField(null=True, blank=True)
    hidden_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    hidden_reason = NameField(_("reason"), max_length=300, blank=True, default="")
    deleted_at = models.DateTimeField(null=True, blank=True)  # by its author

    objects = PostQuerySet.as_manager()

    class Meta:
        verbose_name = _("post")
        verbose_name_plural = _("posts")
        ordering = ["thread", "number"]
        constraints = [
            models.UniqueConstraint(fields=["thread", "number"], name="cop_post_one_per_number"),
            models.UniqueConstraint(fields=["author", "client_key"], name="cop_post_written_once"),
            models.CheckConstraint(condition=Q(number__gt=0), name="cop_post_counts_from_one"),
            models.CheckConstraint(
                condition=Q(hidden_at__isnull=True) | Q(deleted_at__isnull=True),
                name="cop_post_hidden_or_deleted",
            ),
        ]
        indexes = [
            models.Index(
                fields=["thread", "number"], condition=Q(hidden_at__isnull=False), name="cop_post_hidden"
            ),
            models.Index(
                fields=["thread", "number"], condition=Q(deleted_at__isnull=False), name="cop_post_deleted"
            ),
            models.Index(fields=["author", "thread", "number"], name="cop_post_own"),
        ]

    def __str__(self) -> str:
        return f"{self.thread_id} #{self.number}"

    @property
    def is_hidden(self) -> bool:
        """Return whether a manager hid it."""
        return self.hidden_at is not None

    @property
    def is_deleted(self) -> bool:
        """Return whether its author deleted it."""
        return self.deleted_at is not None

    @property
    def in_sight(self) -> bool:
        """Return whether every reader of the thread sees its text."""
        return not self.is_hidden and not self.is_deleted

    @property
    def can_be_undone(self) -> bool:
        """Return whether the author may still undo the deletion."""
        return self.deleted_at is not None and timezone.now() <= self.deleted_at + UNDO_WINDOW


class PostRevision(models.Model):
    """What a post said before an edit; number 1 is the first text."""

    post = models.ForeignKey(Post, on_delete=models.CASCADE, related_name="revisions", db_index=False)
    number = models.PositiveIntegerField()
    body = TextField(max_length=BODY_LIMIT)
    written_at = models.DateTimeField()  # when this text was written, not when it was replaced
    client_key = models.UUIDField(null=True)  # of the form that replaced this text

    class Meta:
        verbose_name = _("earlier text of a post")
        verbose_name_plural = _("earlier texts of posts")
        ordering = ["post", "number"]
        constraints = [models.UniqueConstraint(fields=["post", "number"], name="cop_revision_in_order")]

    def __str__(self) -> str:
        return f"{self.post_id} as of {self.written_at:%Y-%m-%d %H:%M}"


class Reaction(models.Model):
    """One person's press under one post."""

    post = models.ForeignKey(Post, on_delete=models.CASCADE, related_name="reactions", db_index=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="reactions")
    kind = models.CharField(max_length=10, choices=ReactionKind.choices)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("reaction")
        verbose_name_plural = _("reactions to posts")
        constraints = [
            models.UniqueConstraint(fields=["post", "kind", "user"], name="cop_reaction_once"),
            models.CheckConstraint(condition=Q(kind__in=ReactionKind.values), name="cop_reaction_kind_known"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} of {self.user_id} under {self.post_id}"
