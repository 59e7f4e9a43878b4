"""Communities and their members."""

import uuid
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cop.enums import JoinPolicy, MemberRole, MemberState
from cop.querysets import CommunityQuerySet, MembershipQuerySet
from core.base.fields import NameField, TextField
from vocabularies.fields import ConceptsField


class Community(models.Model):
    """People who share a practice and talk about it."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    slug = models.SlugField(_("address"), max_length=80)
    name = NameField(_("name"), max_length=120)
    summary = NameField(_("summary"), max_length=300, help_text=_("One or two sentences for the list."))
    description = TextField(_("description"), max_length=10_000, blank=True)
    language = models.CharField(_("language"), max_length=12, choices=settings.LANGUAGES, default="en")
    join_policy = models.CharField(
        _("who may join"), max_length=10, choices=JoinPolicy.choices, default=JoinPolicy.OPEN
    )
    tags: Any = ConceptsField(
        _("topics"),
        schemes=("gbf-targets", "cbd-subjects", "countries"),
        help_text=_("Its topics and places: people find the community by these."),
    )
    created_at = models.DateTimeField(_("founded"), default=timezone.now, editable=False)

    requests_mailed_at = models.DateTimeField(null=True, editable=False)  # to the managers: requests wait

    objects = CommunityQuerySet.as_manager()

    class Meta:
        verbose_name = _("community")
        verbose_name_plural = _("communities")
        constraints = [
            models.UniqueConstraint(Lower("slug"), name="cop_community_slug_unique"),
            models.CheckConstraint(
                condition=Q(join_policy__in=JoinPolicy.values), name="cop_community_join_policy_known"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_open(self) -> bool:
        """Return whether everyone may read it."""
        return self.join_policy == JoinPolicy.OPEN


class Membership(models.Model):
    """One person in one community: asked, in, or out again. One row for each, whatever happened."""

    community = models.ForeignKey(Community, on_delete=models.CASCADE, related_name="memberships")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="community_memberships"
    )
    role = models.CharField(max_length=10, choices=MemberRole.choices, default=MemberRole.MEMBER)
    state = models.CharField(max_length=10, choices=MemberState.choices, default=MemberState.ACTIVE)
    note = TextField(_("why you would like to join"), max_length=1_000, blank=True, default="")
    since = models.DateTimeField(default=timezone.now)  # when the state was reached
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )

    objects = MembershipQuerySet.as_manager()

    class Meta:
        verbose_name = _("membership of a community")
        verbose_name_plural = _("memberships of communities")
        constraints = [
            models.UniqueConstraint(fields=["community", "user"], name="cop_membership_one_each"),
            models.CheckConstraint(condition=Q(role__in=MemberRole.values), name="cop_membership_role_known"),
            models.CheckConstraint(
                condition=Q(state__in=MemberState.values), name="cop_membership_state_known"
            ),
            models.CheckConstraint(
                condition=Q(role=MemberRole.MEMBER) | Q(state=MemberState.ACTIVE),
                name="cop_membership_managers_are_in",
            ),
        ]
        indexes = [models.Index(fields=["community", "state", "role"], name="cop_membership_listed")]

    def __str__(self) -> str:
        return f"{self.user_id} in {self.community_id}: {self.state}"
