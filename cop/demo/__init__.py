"""The first communities, loaded from YAML so that a newcomer finds people talking.

communities.yaml, a list `communities` of:
  slug, name, language, join_policy (open, by_request), summary, description (Markdown),
  begun (its age), managers and members (role names of accounts.demo),
  requests (optional): list of person, ago, note: their requests wait for an answer.

threads/<name>.yaml, one thread each:
  community (slug), title, language, posts (oldest first), and optionally
  pinned: true; closed: age; read: {role name: number of the last post read};
  origin: key of the lesson it belongs to: without an `origins` entry for it the thread is left out.
  Each post: author (role name), ago, body (Markdown), and optionally
  before + edited: its first text, and the age of the edit; hidden: {by, ago, reason};
  reactions: {kind of cop.enums.ReactionKind: [role names]}.

Ages are written 12d 4h and count back from the loading, so that the talk is always recent. In a body each
paragraph is one line (a line's end is a line's end for the reader too), and [words](thread:name) links to
another thread.
"""

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from uuid import UUID

from django.utils import timezone

from accounts import demo as people
from accounts.models import User
from cop.demo.factories import Cast, OriginKey, make_community, make_thread, piece_id, was_loaded
from cop.demo.texts import (
    FOLDER,
    CommunityText,
    DemoFileError,
    ThreadText,
    read_communities,
    read_threads,
)
from cop.models import Community, Thread

LESSON = "learning.lesson"

__all__ = ["DemoFileError", "load", "origin_keys"]


def load(
    origins: Mapping[str, UUID] | None = None,
    *,
    origin_kind: str = LESSON,
    again: bool = False,
    folder: Path = FOLDER,
) -> dict[str, Community]:
    """Make what was never loaded; return the communities that are there, by slug.

    `origins` gives, for the keys of the files' `origin`, the translation keys of the pages of `origin_kind`.
    Each piece is made whole or not at all.
    What an operator deleted stays away, unless `again`; what is there is never changed. All files are read
    first: DemoFileError names what is wrong. Needs the demonstration accounts.
    """
    communities, threads = read_communities(folder), read_threads(folder)
    cast, now = find_cast(), timezone.now()
    known = {key: (origin_kind, page) for key, page in (origins or {}).items()}
    made: dict[str, Community] = {}
    for text in communities:
        if community := _community(text, cast, now, again=again):
            made[text.slug] = community
    for thread in threads:
        if thread.community in made and _is_wanted(thread, known, again=again):
            make_thread(thread, made[thread.community], cast, now, known.get(thread.origin))
    return made


def origin_keys(folder: Path = FOLDER) -> set[str]:
    """Return the keys for which `load` has a thread to attach."""
    return {thread.origin for thread in read_threads(folder) if thread.origin}


def find_cast() -> Cast:
    """Return the demonstration accounts that are there, by role name."""
    ends = f"@{people.DOMAIN}"
    found = User.objects.filter(is_demo=True, email__endswith=ends)
    return {user.email.removesuffix(ends): user for user in found}


def _community(text: CommunityText, cast: Cast, now: datetime, *, again: bool) -> Community | None:
    """Return the community, made if it is wanted; None when it was deleted, or its address is taken."""
    public_id = piece_id(f"communities/{text.slug}")
    if found := Community.objects.filter(public_id=public_id).first():
        return found
    if Community.objects.filter(slug__iexact=text.slug).exists() or (was_loaded(public_id) and not again):
        return None
    return make_community(text, cast, now)


def _is_wanted(text: ThreadText, origins: Mapping[str, OriginKey], *, again: bool) -> bool:
    """Return whether to make the thread: it is missing, was not deleted, and its origin has no thread."""
    if text.origin and text.origin not in origins:
        return False
    public_id = piece_id(f"threads/{text.name}")
    if Thread.objects.filter(public_id=public_id).exists() or (was_loaded(public_id) and not again):
        return False
    if not text.origin:
        return True
    kind, key = origins[text.origin]
    return not Thread.objects.filter(origin_kind=kind, origin_key=key).exists()
