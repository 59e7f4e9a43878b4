"""What stands beside a post that is looked at alone: who pressed what under it, and its earlier texts."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.safestring import SafeString

from cop.enums import ReactionKind
from cop.models import Post, Reaction
from core.markup import to_html

HEADING_OFFSET = 2  # as in a thread: the page's h1 and the h2 of each text stand above


@dataclass(frozen=True)
class Reactors:
    """Those who pressed one kind, the first to press first; erased accounts take their presses along."""

    label: str
    people: list[Any]


@dataclass(frozen=True)
class Version:
    """One text of a post; `number` counts from 1, the first. The present one is the last."""

    number: int
    html: SafeString
    written_at: datetime
    is_present: bool


def reactors_of(post: Post) -> list[Reactors]:
    """Give who pressed what, in the order of the kinds, without those nobody pressed; one query."""
    by_kind: dict[str, list[Any]] = {}
    for press in Reaction.objects.filter(post=post).select_related("user").order_by("created_at", "pk"):
        by_kind.setdefault(press.kind, []).append(press.user)
    return [Reactors(str(kind.label), by_kind[kind.value]) for kind in ReactionKind if kind.value in by_kind]


def versions_of(post: Post) -> list[Version]:
    """Give all texts of the post, the present one first; one query."""
    earlier = list(post.revisions.order_by("number"))
    texts = [(one.body, one.written_at) for one in earlier]
    texts.append((post.body, post.edited_at or post.created_at))
    return [
        Version(number, to_html(body, heading_offset=HEADING_OFFSET), written_at, number == len(texts))
        for number, (body, written_at) in reversed(list(enumerate(texts, 1)))
    ]
