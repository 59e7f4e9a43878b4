"""Samples of the mails of communities, for the page on which editors read mails before members do."""

from typing import Any

from django.conf import settings
from django.urls import reverse

from cop.models import Community
from core.mail.previews import TemplateSample


def join_requests() -> dict[str, Any]:
    """Return two requests to a community that does not exist."""
    community = Community(name="Clearing-house managers", slug="sample")
    address = settings.SITE_URL + reverse("cop:members_show", args=[community.slug])
    return {"community": community, "waiting": 2, "action_url": address}


SAMPLES = [TemplateSample("cop/join_requests", join_requests)]
