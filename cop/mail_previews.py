"""Samples of the mails of communities, for the page on which editors read mails before members do."""

from typing import Any

from django.conf import settings
from django.urls import reverse

from core.mail import previews


def join_requests() -> dict[str, Any]:
    """Return two requests to a community that does not exist."""
    from cop.models import Community

    community = Community(name="Clearing-house managers", slug="sample")
    address = settings.SITE_URL + reverse("cop:members_show", args=[community.slug])
    return {"community": community, "waiting": 2, "action_url": address}


def register_all() -> None:
    """Register the sample of each mail."""
    previews.register("cop/join_requests", join_requests)
