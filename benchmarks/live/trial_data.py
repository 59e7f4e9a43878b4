"""The people, sessions, communities and threads of a trial; Django must be set up."""

import json
import uuid
from dataclasses import dataclass
from datetime import timedelta
from importlib import import_module
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.models import Session
from django.utils import timezone

from accounts.models import Consent, User
from accounts.selectors import versions_in_force
from cop.enums import JoinPolicy, MemberRole
from cop.models import Community, Membership, Thread
from cop.services.threads import start_thread


@dataclass(frozen=True)
class TrialData:
    """The threads, the manager, the writers, the readers, and the readers' cookies."""

    threads: list[Thread]
    manager: User
    writers: list[User]
    readers: list[User]
    cookies: dict[int, str]


def people(name: str, count: int) -> list[User]:
    """Create members who have agreed to the terms; they sign in only by a session."""
    users = [
        User(email=f"{name}{n}@trial.example", display_name=f"{name.title()} {n}", password="!trial")  # noqa: S106
        for n in range(count)
    ]
    made = User.objects.bulk_create(users)
    versions, now = versions_in_force(), timezone.now()
    Consent.objects.bulk_create(
        Consent(user=user, document=document, version=version, given_at=now)
        for user in made
        for document, version in versions.items()
    )
    return made


def sign_in(users: list[User]) -> dict[int, str]:
    """Create a session for each; return their Cookie headers by id."""
    store: Any = import_module(settings.SESSION_ENGINE).SessionStore
    rows, cookies = [], {}
    for user in users:
        content = {
            SESSION_KEY: str(user.pk),
            BACKEND_SESSION_KEY: settings.AUTHENTICATION_BACKENDS[0],
            HASH_SESSION_KEY: user.get_session_auth_hash(),
        }
        key = uuid.uuid4().hex
        until = timezone.now() + timedelta(days=1)
        rows.append(Session(session_key=key, session_data=store().encode(content), expire_date=until))
        cookies[user.pk] = f"{settings.SESSION_COOKIE_NAME}={key}"
    Session.objects.bulk_create(rows)
    return cookies


def set_up(*, threads: int, writers: int, readers: int, managers: int) -> TrialData:
    """Create an open community and one by request, and divide the threads between them.

    The first `managers` of the readers manage both, so that they are sent the managers' version.
    """
    [manager], writing, reading = (
        people("manager", 1),
        people("writer", writers),
        people("reader", readers),
    )
    made = []
    for join_policy in (JoinPolicy.OPEN, JoinPolicy.BY_REQUEST):
        community = Community.objects.create(
            slug=f"trial-{join_policy}", name=join_policy, summary="A trial.", join_policy=join_policy
        )
        roles = {manager.pk: MemberRole.MANAGER} | {
            each.pk: MemberRole.MANAGER for each in reading[:managers]
        }
        Membership.objects.bulk_create(
            Membership(community=community, user=each, role=roles.get(each.pk, MemberRole.MEMBER))
            for each in (manager, *writing, *reading)
        )
        for n in range(threads // 2 + (join_policy == JoinPolicy.OPEN and threads % 2)):
            made.append(
                start_thread(
                    community,
                    by=manager,
                    title=f"Trial {n}",
                    body="It begins.",
                    language="en",
                    key=uuid.uuid4(),
                )
            )
    return TrialData(made, manager, writing, reading, sign_in(reading))


def write_for_writers(data: TrialData, folder: Path, seed: str) -> None:
    """Write the data that the writers' processes need into the folder."""
    trial = {
        "seed": seed,
        "threads": [thread.pk for thread in data.threads],
        "writers": [user.pk for user in data.writers],
        "manager": data.manager.pk,
    }
    (folder / "trial.json").write_text(json.dumps(trial))
