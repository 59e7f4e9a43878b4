"""Communities about a concept: for the page of the concept."""

from typing import Any

from django.db.models.functions import Lower
from django.http import HttpRequest
from django.urls import reverse

from cop.models import Community
from vocabularies.tagged_models import TaggedItem
from vocabularies.tagging import tagged_with


def communities_about(concept: Any, request: HttpRequest, limit: int) -> tuple[int, list[TaggedItem]]:
    """Return how many communities the reader may read carry the concept or a narrower one, and the first."""
    found = tagged_with(Community.objects.readable_by(request.user), "tags", [concept])
    rows = found.order_by(Lower("name"), "pk")[:limit]
    shown = [
        TaggedItem(row.name, reverse("cop:community_show", args=[row.slug]), row.summary, row.language)
        for row in rows
    ]
    return found.count(), shown
