"""The log of live discussion: spaces with a counter, and what happened in them, in order."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone


class Space(models.Model):
    """A place where things happen one after the other: a thread, a room, the site's list of access changes.

    `last` is the sequence of its last event. It is raised only by `core.realtime.log`, as the last thing
    in the writing transaction, so that sequences are committed in order and without gaps.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    kind = models.CharField(max_length=40)
    key = models.UUIDField()  # of what it belongs to, in the table its kind knows
    last = models.PositiveBigIntegerField(default=0)
    pruned = models.PositiveBigIntegerField(default=0)  # the highest sequence whose row is kept no more

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["kind", "key"], name="realtime_space_one_per_subject"),
            models.CheckConstraint(
                condition=Q(pruned__lte=models.F("last")), name="realtime_space_pruned_is_past"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.key} at {self.last}"


class Event(models.Model):
    """One change in a space: what kind, of which subject, by whom. Ids only; words stay in their tables."""

    space = models.ForeignKey(Space, on_delete=models.CASCADE, related_name="events", db_index=False)
    sequence = models.PositiveBigIntegerField()
    kind = models.CharField(max_length=40)
    subject = models.PositiveBigIntegerField()
    payload = models.JSONField(default=dict)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField(default=timezone.now, db_index=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["space", "sequence"], name="realtime_event_one_per_sequence"),
            models.CheckConstraint(condition=Q(sequence__gt=0), name="realtime_event_counts_from_one"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.sequence}"


class ProcessHeartbeat(models.Model):
    """A process that holds sockets, and its stats of a few seconds ago."""

    process = models.CharField(max_length=64, unique=True)
    started_at = models.DateTimeField()
    beat_at = models.DateTimeField(db_index=True)
    stats = models.JSONField(default=dict)

    def __str__(self) -> str:
        return self.process
