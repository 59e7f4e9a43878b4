"""Who may enter a view. Every view declares it; a test walks the URLconf and fails on one without."""

import functools
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import resolve_url

from core.base.rules import Rule, is_anyone, is_editor, is_member, is_operator
from core.web import errors
from core.web.redirects import own_path

View = Callable[..., HttpResponseBase]


@dataclass(frozen=True)
class Access:
    """What a view declares: the rule a person must satisfy to enter."""

    rule: Rule


def _way_back(request: HttpRequest) -> str:
    """Return where to go after signing in: here, or, for a form that was sent, the page with that form."""
    if request.method in ("GET", "HEAD"):
        return request.get_full_path()
    return own_path(request, request.headers.get("Referer", "")) or "/"


def requires(rule: Rule) -> Callable[[View], View]:
    """Let in whom `rule` allows; a stranger is sent to sign in, a member gets 404."""

    def decorate(view: View) -> View:
        @functools.wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if rule(request.user):
                return view(request, *args, **kwargs)
            if request.user.is_authenticated:
                raise Http404
            return redirect_to_login(_way_back(request), resolve_url(settings.LOGIN_URL))

        guarded.access = Access(rule)  # type: ignore[attr-defined]
        return guarded

    return decorate


public = requires(is_anyone)
member = requires(is_member)
editor = requires(is_editor)
operator = requires(is_operator)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponseBase:
    """Answer a form without a valid token (`CSRF_FAILURE_VIEW`): 403 with a page that says how to go on.

    Pages for visitors have no token, so that they can be stored. A visitor who sends a form of members is
    sent to sign in, as the view would do.
    """
    access = access_of(getattr(request.resolver_match, "func", None))
    if access and not request.user.is_authenticated and not access.rule(request.user):
        return redirect_to_login(_way_back(request), resolve_url(settings.LOGIN_URL))
    return errors.csrf_failure(request, reason)


def require(rule: Rule, request: HttpRequest, obj: Any) -> None:
    """Raise Http404 when the rule does not allow the reader the object."""
    if not rule(request.user, obj):
        raise Http404


def access_of(view: Any) -> Access | None:
    """Return the access a view declared, or None."""
    return getattr(view, "access", None)
