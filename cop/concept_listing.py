"""What of communities carries concepts."""

from typing import Any

from django.db.models.functions import Lower
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from vocabularies import tagged_models
from vocabularies.tagged_models import TaggedItem
from vocabularies.tagging import carrying


def register_carriers() -> None:
    """Enter communities into the register of what carries concepts."""
    from cop.models import Community

    tagged_models.register(tagged_models.TaggedModel(Community, "tags", _("Communities"), communities_about))


def communities_about(concept: Any, request: HttpRequest, limit: int) -> tuple[int, list[TaggedItem]]:
    """Return how many communities the reader may read carry the concept or a narrower one, and the first."""
    from cop.models import Community

    found = carrying(Community.objects.readable_by(request.user), "tags", [concept])
    rows = found.order_by(Lower("name"), "pk")[:limit]
    shown = [
        TaggedItem(row.name, reverse("cop:community_show", args=[row.slug]), row.summary, row.language)
        for row in rows
    ]
    return found.count(), shown
