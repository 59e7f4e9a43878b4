"""Mails to the managers of a community in which requests to join wait."""

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone, translation

from cop.enums import MemberState
from cop.models import Community, Membership
from core import mail
from core.jobs import enqueue

DELAY = timedelta(minutes=10)  # in which a request can be taken back before anybody is mailed
WINDOW = timedelta(hours=12)  # in which the managers of a community get one mail at most


def enqueue_join_request_mail(community: Community) -> None:
    """Mail the managers that a request waits; several requests of one window share the mail.

    Called in the transaction of the request, with the community locked.
    """
    due = timezone.now() + DELAY
    if community.requests_mailed_at:
        due = max(due, community.requests_mailed_at + WINDOW)
    enqueue("cop.mail_join_requests", community.pk, unique_key=str(community.pk), run_at=due)


def mail_new_manager(community: Community) -> None:
    """Mail the waiting requests, because there is a new manager; those mailed before are not mailed again.

    Called in the transaction of the appointment, with the community locked.
    """
    if _waiting(community).exists():
        enqueue_join_request_mail(community)


@transaction.atomic
def mail_join_requests(community_id: int) -> int:
    """Mail the active managers about the requests they were not mailed about yet; return how many mails.

    A request that was answered or taken back meanwhile is not counted; without any, nobody is mailed. Without
    an active manager the requests wait for the next one.
    """
    community = Community.objects.select_for_update(no_key=True).get(pk=community_id)
    waiting = _waiting(community)
    new = waiting.filter(since__gt=community.requests_mailed_at) if community.requests_mailed_at else waiting
    managers = Membership.objects.managers().filter(community=community, user__is_active=True)
    people = [membership.user for membership in managers.select_related("user").order_by("pk")]
    if not people or not new.exists():
        return 0
    community.requests_mailed_at = timezone.now()
    community.save(update_fields=["requests_mailed_at"])
    count = waiting.count()
    for person in people:
        context = {
            "community": community,
            "waiting": count,
            "action_url": _address(community, person.language),
        }
        mail.send("cop/join_requests", person, context)
    return len(people)


def _waiting(community: Community) -> Any:
    return Membership.objects.filter(community=community, state=MemberState.REQUESTED, user__is_active=True)


def _address(community: Community, language: str) -> str:
    """Return the address, in a language, of the page on which requests are answered."""
    with translation.override(language):
        return settings.SITE_URL + reverse("cop:members_show", args=[community.slug])
