"""Who may stand at a socket, and who may listen to a space: asked of the database each time."""

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
    """The answer to "may this person listen here": the version they may see, and where the log stands."""

    signed_in: bool
    space: Space | None = None
    audience: str | None = None


def admit(public_id: UUID, user_id: int, session_key: str) -> Admission:
    """Answer for one person, one session and one space as they are now."""
    if not signed_in_of({session_key: user_id}):
        return Admission(signed_in=False)
    space = event_reader.find_space(public_id)
    audience = event_reader.audience_of(space, user_id) if space else None
    return Admission(True, space, audience) if audience else Admission(True)


def signed_in_of(sessions: dict[str, int]) -> set[str]:
    """Give which of these session keys (and whose they are) still sign their person in, in two queries.

    It asks the database, not the cache, which may not have heard yet that somebody signed out.
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
