"""What a community says of itself, and its change by its managers."""

from collections.abc import Iterable
from typing import Any

from django.db import transaction

from accounts.models import User
from cop.errors import NotAllowed
from cop.models import Community
from cop.rules import can_manage
from cop.services.validation import clean_line, clean_optional, clean_title, limit_of


@transaction.atomic
def edit_community(
    community: Community,
    *,
    by: User,
    name: str,
    summary: str,
    description: str,
    tags: Iterable[Any] | None = None,
) -> Community:
    """Change what the community says of itself; None leaves its topics (concepts) as they are.

    Raises NotAllowed, EmptyTitle, UnusableText.
    """
    locked = Community.objects.select_for_update(no_key=True).get(pk=community.pk)
    if not can_manage(by, locked):
        raise NotAllowed
    locked.name = clean_title(name, limit_of(Community, "name"))
    locked.summary = clean_line(summary, limit_of(Community, "summary"))
    locked.description = clean_optional(description, limit_of(Community, "description"))
    locked.save(update_fields=["name", "summary", "description"])
    if tags is not None:
        locked.tags.set(tags)
    return locked
