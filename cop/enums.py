"""The words communities and threads choose from."""

from enum import StrEnum

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core.web.caching.changes import CONTENT

COMMUNITIES = f"{CONTENT}.communities"  # what changes with a community: core.web.caching.changes


class JoinPolicy(models.TextChoices):
    """How one becomes a member of a community."""

    OPEN = "open", _("Open: everyone reads, every member of the site may join")
    BY_REQUEST = "by_request", _("By request: only members can read, and managers approve requests to join")


class MemberRole(models.TextChoices):
    """What a member may do in one community."""

    MEMBER = "member", pgettext_lazy("role in a community", "Member")
    MANAGER = "manager", pgettext_lazy("role in a community", "Manager")


class MemberState(models.TextChoices):
    """The state of a membership."""

    REQUESTED = "requested", _("Asked to join")
    ACTIVE = "active", pgettext_lazy("membership", "Member")
    DECLINED = "declined", _("Request declined")
    LEFT = "left", _("Left")
    REMOVED = "removed", _("Removed")


class Audience(StrEnum):
    """As what one follows a thread: which version of the posts one sees, and whether one may write."""

    READER = "reader"
    MEMBER = "member"
    MANAGER = "manager"
    OPERATOR = "operator"  # of the site, without being in the community

    @property
    def manages(self) -> bool:
        """Return whether they see what managers see."""
        return self in (Audience.MANAGER, Audience.OPERATOR)

    @property
    def writes(self) -> bool:
        """Return whether they may post."""
        return self in (Audience.MEMBER, Audience.MANAGER)

    @classmethod
    def of(cls, role: str | None, is_operator: bool) -> "Audience":
        """Return it for a role in the community; None for users who are not members."""
        if role is None:
            return cls.OPERATOR if is_operator else cls.READER
        return cls.MANAGER if is_operator or role == MemberRole.MANAGER else cls.MEMBER


class ReactionKind(models.TextChoices):
    """What one may say about a post with one press."""

    THANKS = "thanks", pgettext_lazy("reaction", "Thanks")
    USEFUL = "useful", pgettext_lazy("reaction", "Useful")
    AGREE = "agree", pgettext_lazy("reaction", "I agree")
    QUESTION = "question", pgettext_lazy("reaction", "I have the same question")
