"""The scenario of the permission matrix: people, a site, and a client for each role."""

from collections.abc import Iterator
from contextlib import contextmanager
from http.cookies import SimpleCookie
from typing import Any

from django.contrib.auth.models import AnonymousUser, Group
from django.core.cache import cache
from django.db import transaction
from django.test import Client
from wagtail.models import Site

from accounts.models import User
from tests.factories.accounts import UserFactory
from tests.permissions.matrix import MEMBERS, ROLES

BACKEND = "accounts.backends.AuthenticationBackend"


@contextmanager
def rolled_back() -> Iterator[None]:
    """Roll back everything in the block, in the database and in the cache.

    Fragments of pages are kept: what was rendered in the block has a version that never comes again.
    """
    block = transaction.atomic()
    block._from_testcase = True  # so that code which needs the outermost transaction runs, as in TestCase
    with block:
        yield
        transaction.set_rollback(True)
    cache.clear()


def make_person(role: str) -> User:
    """Create the member with the role."""
    extra = {"is_staff": True, "is_superuser": True} if role == "admin" else {}
    person = UserFactory(email=f"{role}@matrix.example", display_name=role.title(), **extra)
    if role == "editor":
        person.groups.add(*Group.objects.filter(name__in=("Editors", "Moderators")))
    return person


class Scenario:
    """People by role (`scenario.learner`), the default site, its home page, and clients."""

    def __init__(self) -> None:
        from portal.services.sites import start_site

        self.home = start_site(title="Matrix", address="http://testserver")
        self.site = Site.objects.get(is_default_site=True)
        self.people: dict[str, Any] = {"stranger": AnonymousUser()}
        self.people |= {role: make_person(role) for role in MEMBERS}
        self._cookies = {role: self._sign_in(role) for role in ROLES}

    def __getattr__(self, role: str) -> Any:
        if role.startswith("_") or role not in self.people:
            raise AttributeError(role)
        return self.people[role]

    def _sign_in(self, role: str) -> str:
        client = Client()
        if role != "stranger":
            client.force_login(self.people[role], backend=BACKEND)
        return client.cookies.output(header="", sep=";")

    def client(self, role: str) -> Client:
        """Return a new client with the role's session."""
        client = Client(raise_request_exception=False)
        client.cookies = SimpleCookie(self._cookies[role])
        return client
