"""Announcements: a line above every page of a site, between two moments."""

import uuid
from datetime import datetime
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel
from wagtail.models import Orderable, Page, Site

from portal.blocks.links import ADDRESS
from portal.enums import AnnouncementKind
from portal.querysets import AnnouncementQuerySet


class Announcement(ClusterableModel):  # type: ignore[misc]
    """Shown from `from_at` (included) until `until_at` (excluded), in UTC. There is no other switch."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    name = models.CharField(
        _("name"), max_length=80, help_text=_("For the list of announcements; readers do not see it.")
    )
    kind = models.CharField(
        _("kind"), max_length=12, choices=AnnouncementKind.choices, default=AnnouncementKind.NOTE
    )
    site = models.ForeignKey(
        Site,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("site"),
        help_text=_("Leave empty to announce it on every site."),
    )
    page = models.ForeignKey(
        Page,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("page to link to"),
    )
    address = models.CharField(_("or an address"), max_length=400, blank=True, validators=[ADDRESS])
    from_at = models.DateTimeField(_("shown from"), default=timezone.now)
    until_at = models.DateTimeField(
        _("shown until"),
        null=True,
        blank=True,
        help_text=_("Leave empty only if it is to be shown without an end."),
    )

    objects = AnnouncementQuerySet.as_manager()

    panels = [
        FieldPanel("name"),
        InlinePanel("texts", heading=_("Words in each language"), label=_("Language"), min_num=1),
        FieldPanel("kind"),
        FieldRowPanel([FieldPanel("from_at"), FieldPanel("until_at")], heading=_("When")),
        FieldRowPanel([FieldPanel("page"), FieldPanel("address")], heading=_("Link")),
        FieldPanel("site"),
    ]

    class Meta:
        verbose_name = _("announcement")
        verbose_name_plural = _("announcements")
        ordering = ["-from_at", "pk"]
        indexes = [models.Index(fields=["site", "until_at"], name="portal_announcement_shown")]
        constraints = [
            models.CheckConstraint(
                condition=Q(until_at=None) | Q(until_at__gt=F("from_at")),
                name="portal_announcement_ends_after_it_begins",
            ),
            models.CheckConstraint(
                condition=Q(page=None) | Q(address=""), name="portal_announcement_one_link"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        """Refuse an end before the beginning, and two links."""
        super().clean()
        if self.until_at and self.from_at and self.until_at <= self.from_at:
            raise ValidationError({"until_at": _("It must end after it begins.")})
        if self.page_id and self.address:
            raise ValidationError({"address": _("Choose a page or write an address, not both.")})

    def state_at(self, now: datetime) -> Any:
        """Return as text whether it is to come, shown or over at `now`."""
        if now < self.from_at:
            return _("to come")
        return _("ended") if self.until_at and now >= self.until_at else _("shown now")

    def state(self) -> Any:
        """Return its present state as text (a column of the editors' list)."""
        return self.state_at(timezone.now())

    state.short_description = _("State")  # type: ignore[attr-defined]


class AnnouncementText(Orderable):  # type: ignore[misc]
    """An announcement's words in one language."""

    announcement = ParentalKey(Announcement, on_delete=models.CASCADE, related_name="texts")
    language = models.CharField(_("language"), max_length=12, choices=settings.LANGUAGES)
    text = models.CharField(_("text"), max_length=300)
    link_text = models.CharField(_("words of the link"), max_length=60, blank=True)

    class Meta(Orderable.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["announcement", "language"], name="portal_announcementtext_language_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.text} ({self.language})"
