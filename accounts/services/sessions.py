"""Where a member is signed in."""

from datetime import timedelta
from importlib import import_module
from typing import Any

from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.models import Session
from django.utils import timezone

from accounts.models import User
from core.realtime.log import access_changed

JUST_NOW = timedelta(hours=1)  # a device's row may be a moment older than its session's


def end_session(user: User, session_id: int) -> None:
    """Sign out one device; UserSession.DoesNotExist unless it is the member's own."""
    UserSession.objects.get(pk=session_id, user=user).end()
    access_changed(user.pk)


def sessions_of(user: User) -> list[Session]:
    """Return the member's live sessions, also those the list of devices does not know."""
    mine = str(user.pk)
    live = Session.objects.filter(expire_date__gt=timezone.now())
    return [row for row in live.iterator() if row.get_decoded().get(SESSION_KEY) == mine]


def end_all_sessions(user: User) -> None:
    """Sign the member out everywhere."""
    store: Any = import_module(settings.SESSION_ENGINE).SessionStore
    for row in sessions_of(user):
        store().delete(row.session_key)
    UserSession.objects.filter(user=user).delete()
    access_changed(user.pk)


def forget_devices() -> int:
    """Delete the network address and browser of devices that are signed out; return how many."""
    now = timezone.now()
    live = Session.objects.filter(expire_date__gt=now).values("session_key")
    gone = UserSession.objects.filter(last_seen_at__lt=now - JUST_NOW).exclude(session_key__in=live)
    return gone.delete()[0]
