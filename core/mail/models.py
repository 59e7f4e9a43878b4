"""Mails on their way. Bodies are kept only until they are sent; the rest of the row for 30 days."""

import uuid
from urllib.parse import urlsplit

from django.conf import settings
from django.db import models
from django.utils import timezone


class MailMessage(models.Model):
    """One mail to one address, rendered in its reader's language when it was asked for."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.CASCADE, related_name="+"
    )
    template = models.CharField(max_length=120, blank=True, default="")
    to = models.EmailField(max_length=320)
    language = models.CharField(max_length=12)
    subject = models.CharField(max_length=500)
    text = models.TextField(blank=True, default="")
    html = models.TextField(blank=True, default="")
    headers = models.JSONField(default=dict)
    created_at = models.DateTimeField(default=timezone.now, db_index=True)
    sent_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.template or 'mail'} {self.public_id}"

    @property
    def message_id(self) -> str:
        """The Message-ID, the same at each attempt, so that mailboxes can drop a repetition."""
        host = urlsplit(settings.SITE_URL).hostname or "localhost"
        return f"<{self.public_id}@{host}>"


class MailAttachment(models.Model):
    """A small file that goes with a mail; deleted with its body once the mail is sent."""

    mail = models.ForeignKey(MailMessage, on_delete=models.CASCADE, related_name="attachments")
    name = models.CharField(max_length=200)
    content_type = models.CharField(max_length=120)
    content = models.BinaryField()

    def __str__(self) -> str:
        return self.name
