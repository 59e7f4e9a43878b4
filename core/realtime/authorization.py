"""Who may hold a socket, and who may read a space: asked of the database each time."""

from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

from django.contrib.auth import HASH_SESSION_KEY, SESSION_KEY, get_user_model
from django.contrib.sessions.models import Session
from django.utils import timezone
from django.utils.crypto import constant_time_compare

from core.realtime import event_reader
from core.realtime.models import Space


@dataclass(frozen=True)
class Admission:
    """Whether a person may read a space, which version of it, and the space with its last sequence."""

    signed_in: bool
    space: Space | None = None
    audience: str | None = None


class AccessCursor:
    """How far the access changes of the site are known to this process.

    `on_change(user_ids)` is called with the people whose access changed, before anything newer is sent.
    """

    def __init__(self, on_change: Callable[[set[int]], None]) -> None:
        self.space_id, self.cursor = 0, 0
        self._on_change = on_change

    def apply(self, changes: tuple[int, set[int]]) -> None:
        """Take (cursor, user ids) from `event_reader.access_changes`; older ones change nothing."""
        cursor, user_ids = changes
        if cursor > self.cursor:
            self.cursor = cursor
            self._on_change(user_ids)


def admit(public_id: UUID, user_id: int, session_key: str) -> Admission:
    """Return the admission of one person, session and space as they are now."""
    if not signed_in_of({session_key: user_id}):
        return Admission(signed_in=False)
    space = event_reader.find_space(public_id)
    audience = event_reader.audience_of(space, user_id) if space else None
    return Admission(True, space, audience) if audience else Admission(True)


def signed_in_of(sessions: dict[str, int]) -> set[str]:
    """Return which of these session keys (and whose they are) still sign their person in, in two queries.

    It asks the database, not the cache, which may not know yet that somebody signed out.
    """
    people = get_user_model().objects.filter(pk__in=set(sessions.values()), is_active=True)
    hashes = {str(user.pk): user.get_session_auth_hash() for user in people}
    live = Session.objects.filter(session_key__in=sessions, expire_date__gt=timezone.now())
    decoded = {row.session_key: row.get_decoded() for row in live}
    return {
        key
        for key, data in decoded.items()
        if (user_id := data.get(SESSION_KEY)) == str(sessions[key])
        and constant_time_compare(data.get(HASH_SESSION_KEY, ""), hashes.get(user_id, "-"))
    }
