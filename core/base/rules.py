"""Predicates: the only place where "may this person do that" is decided.

A rule takes `(user, obj)` and gives a bool. Views, querysets, consumers, the API and
templates use the same rule; a queryset uses its twin `where(user) -> Q`.
"""

import functools
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from operator import attrgetter
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db.models import Q

from core.base.registry import Registry
from core.base.users import AnyUser

RULES: "Registry[str, Rule]" = Registry("Rules", attrgetter("name"))
EVERYTHING, NOTHING = Q(), Q(pk__in=[])


class Rule:
    """A named predicate, with the query that finds the objects it allows (when it has one)."""

    def __init__(self, test: Callable[..., bool]) -> None:
        functools.update_wrapper(self, test)
        self.name = f"{test.__module__}.{test.__qualname__}"
        self._test = test
        self._where: Callable[[Any], Q] | None = None
        self._forced: bool | None = None
        RULES.register(self)

    def __call__(self, user: AnyUser, obj: Any = None) -> bool:
        """Return whether `user` (a User or AnonymousUser) may; `obj` is the object of the rule."""
        if self._forced is not None:
            return self._forced
        return bool(self._test(user or AnonymousUser(), obj))

    def query(self, where: Callable[[Any], Q]) -> "Rule":
        """Decorate the function that gives the rule's Q for a user."""
        self._where = where
        return self

    def q(self, user: AnyUser) -> Q:
        """Return the Q of what `user` may see under this rule."""
        if self._forced is not None:
            return EVERYTHING if self._forced else NOTHING
        if self._where is None:
            raise TypeError(f"{self.name} has no query.")
        return self._where(user)

    @contextmanager
    def forced(self, answer: bool) -> Iterator[None]:
        """Answer always `answer`: the control of the permission matrix, which must then fail."""
        self._forced = answer
        try:
            yield
        finally:
            self._forced = None


def rule(test: Callable[..., bool]) -> Rule:
    """Make a predicate `(user, obj) -> bool` a Rule."""
    return Rule(test)


@rule
def is_anyone(user: AnyUser, obj: Any = None) -> bool:
    """Everybody, signed in or not."""
    return True


@rule
def is_member(user: AnyUser, obj: Any = None) -> bool:
    """A signed-in person whose account is active."""
    return user.is_authenticated and user.is_active


@rule
def is_editor(user: AnyUser, obj: Any = None) -> bool:
    """A member who may enter the editors' admin."""
    return is_member(user) and user.has_perm("wagtailadmin.access_admin")


@rule
def is_operator(user: AnyUser, obj: Any = None) -> bool:
    """A member who runs the site: jobs, audit, health."""
    return is_member(user) and user.is_superuser
