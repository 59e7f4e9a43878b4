"""Details for the page of one post: who reacted how, and its earlier texts."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import F, Window
from django.db.models.functions import RowNumber
from django.utils.safestring import SafeString

from cop.enums import ReactionKind
from cop.models import Post, Reaction
from cop.models.posts import HEADING_OFFSET
from core.base.markup import to_html

NAMED = 50  # people under one kind of reaction
VERSIONS = 10  # texts on a page: each is drawn from its Markdown


@dataclass(frozen=True)
class Reactors:
    """Those who pressed one kind, the first to press first; erased accounts take their presses along.

    At most NAMED people; `more` says that there are others.
    """

    label: str
    people: list[Any]
    more: bool


@dataclass(frozen=True)
class Version:
    """One text of a post; `number` counts from 1, the first. The present one is the last."""

    number: int
    html: SafeString
    written_at: datetime
    is_present: bool


@dataclass(frozen=True)
class VersionList:
    """A page of a post's texts, the present one first; `count` is of all of them."""

    rows: list[Version]
    page: int
    pages: int
    count: int


def reactors_of(post: Post) -> list[Reactors]:
    """Return who pressed what, in the order of the kinds, without those nobody pressed; one query."""
    by_kind: dict[str, list[Any]] = {}
    place = Window(RowNumber(), partition_by=F("kind"), order_by=["created_at", "pk"])
    first = Reaction.objects.filter(post=post).annotate(place=place).filter(place__lte=NAMED + 1)
    for press in first.select_related("user").order_by("created_at", "pk"):
        by_kind.setdefault(press.kind, []).append(press.user)
    found = [(str(kind.label), by_kind[kind.value]) for kind in ReactionKind if kind.value in by_kind]
    return [Reactors(label, people[:NAMED], len(people) > NAMED) for label, people in found]


def versions_of(post: Post, page: int = 1) -> VersionList:
    """Return a page of the texts of the post; one that is not there gives the nearest. Two queries."""
    count = post.revisions.count() + 1
    pages = -(-count // VERSIONS)
    page = min(max(page, 1), pages)
    newest = count - (page - 1) * VERSIONS
    earlier = post.revisions.filter(number__gt=newest - VERSIONS, number__lte=newest).order_by("-number")
    texts = [(row.number, row.body, row.written_at) for row in earlier]
    if page == 1:
        texts.insert(0, (count, post.body, post.edited_at or post.created_at))
    rows = [
        Version(number, to_html(body, heading_offset=HEADING_OFFSET), written_at, number == count)
        for number, body, written_at in texts
    ]
    return VersionList(rows, page, pages, count)
