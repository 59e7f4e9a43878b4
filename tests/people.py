"""People for all tests, named like the demonstration accounts, and a visitor who is not signed in."""

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import Client

from accounts.models import User
from tests.factories.accounts import UserFactory

ROLES = ("learner", "captain", "juror", "manager", "expert", "focalpoint")


def _person(role: str) -> Callable[..., User]:
    @pytest.fixture(name=role)
    def person(db: Any) -> User:
        return UserFactory(email=f"{role}@example.org", display_name=role.title())

    return person


learner, captain, juror, manager, expert, focalpoint = (_person(role) for role in ROLES)


@pytest.fixture
def editor(db: Any) -> User:
    """A member of Wagtail's Editors group."""
    from django.contrib.auth.models import Group

    user = UserFactory(email="editor@example.org", display_name="Editor")
    user.groups.add(Group.objects.get(name="Editors"))
    return user


@pytest.fixture
def admin(db: Any) -> User:
    """A superuser."""
    return UserFactory(email="admin@example.org", display_name="Admin", is_staff=True, is_superuser=True)


@pytest.fixture
def stranger() -> AnonymousUser:
    """Somebody who is not signed in."""
    return AnonymousUser()


@pytest.fixture
def as_user() -> Callable[[Any], Client]:
    """Return a function that returns the person's client, not signed in for AnonymousUser."""

    def client_for(user: Any) -> Client:
        client = Client()
        if user.is_authenticated:
            client.force_login(user)
        return client

    return client_for
