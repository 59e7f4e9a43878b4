"""Limits how often a secret is tried in views that others wrote: shared passwords, sign-in, one-time codes.

`settings.SECRET_VIEWS` names the views, and for each what the secret opens. Only attempts that fail count, so
that a whole class may enter one password from one address; one that succeeds is answered by a redirect.
"""

from collections.abc import Callable
from hashlib import sha256
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase

from core.errors import too_many
from core.ratelimit import RateLimited, by_address, count, uncount

NAME = "secret"
ADDRESS_RATE = "10/m,60/h"  # failed attempts from one address, in all of these views together
TARGET_RATE = "30/m,200/h"  # failed attempts at one secret, from all addresses together


class SecretAttemptsMiddleware:
    """Answers 429 to who tried too many secrets, and to all who try one that was tried too often."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        counted: list[tuple[str, str]] = []
        request.secret_attempts = counted  # type: ignore[attr-defined]
        response = self.get_response(request)
        if counted and response.status_code in (302, 303):
            for rate, who in counted:
                uncount(NAME, rate, who)
        return response

    def process_view(
        self, request: HttpRequest, view: Any, args: Any, kwargs: dict[str, Any]
    ) -> HttpResponseBase | None:
        """Count the attempt before it is made, so that many at once are not let through."""
        match = request.resolver_match
        source = settings.SECRET_VIEWS.get(match.view_name) if match else None
        if source is None or request.method != "POST":
            return None
        limits = [(ADDRESS_RATE, f"address-{by_address(request)}")]
        if target := target_of(request, source, kwargs):
            limits.append((TARGET_RATE, target))
        try:
            for rate, who in limits:
                count(NAME, rate, who)
                request.secret_attempts.append((rate, who))  # type: ignore[attr-defined]
        except RateLimited as refusal:
            request.secret_attempts.clear()  # type: ignore[attr-defined]
            return too_many(request, refusal.retry_after)
        return None


def target_of(request: HttpRequest, source: str, kwargs: dict[str, Any]) -> str:
    """Return the name of what the secret opens: an account, or what the view's argument `source` names.

    An account is known by the session, by its half-finished sign-in, or by the address that was typed.
    """
    if source != "account":
        return f"{source}-{kwargs[source]}"
    if request.user.is_authenticated:
        return f"account-{request.user.pk}"
    pending = request.session.get("account_login")
    if isinstance(pending, dict) and pending.get("user_pk"):
        return f"sign-in-{pending['user_pk']}"
    typed = request.POST.get("login", "").strip().casefold()
    return f"typed-{sha256(typed.encode()).hexdigest()}" if typed else ""
