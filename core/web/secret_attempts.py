"""Limits how often a secret is tried in views that others wrote: shared passwords, sign-in, one-time codes.

`settings.SECRET_VIEWS` names the views, and for each what the secret opens. Only attempts that fail count, so
that a whole class may enter one password from one address.
"""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from django.urls import Resolver404, resolve
from wagtail.models import PageViewRestriction

from core.base.ratelimit import RateLimited, by_address, count, uncount
from core.web.errors import too_many
from core.web.page_privacy import family_of

NAME = "secret"
ADDRESS_RATE = "10/m,60/h"  # failed attempts from one address, in all of these views together
TARGET_RATE = "30/m,200/h"  # failed attempts at one secret, from all addresses together
# Where allauth leads from each view after the last failed attempt: a new code has to be asked for.
ASK_AGAIN = {
    "account_confirm_login_code": {"account_request_login_code", "account_login"},
    "account_confirm_reauthentication_code": {"account_request_reauthentication_code"},
}


class SecretAttemptsMiddleware:
    """Answers 429 to users who tried too many secrets, and to all who try one that was tried too often."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        counted: list[tuple[str, str]] = []
        request.secret_attempts = counted  # type: ignore[attr-defined]
        response = self.get_response(request)
        if counted and _succeeded(request, response):
            for rate, who in counted:
                uncount(NAME, rate, who)
        return response

    def process_view(
        self, request: HttpRequest, view: Any, args: Any, kwargs: dict[str, Any]
    ) -> HttpResponseBase | None:
        """Count the attempt before it is made, so that many at once are refused."""
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
    """Return the name of what the secret opens; "" where only the attempts from one address are counted.

    `source` is "account" for the member who is signed in, "address", or the argument of the view that names
    the object. At sign-in nothing is counted here for an account: allauth does so, apart for browsers that
    the member used before. One count for all would let strangers keep members out.
    """
    if source == "address":
        return ""
    if source == "account":
        return f"account-{request.user.pk}" if request.user.is_authenticated else ""
    if source == "page_view_restriction_id":
        return _family_of(kwargs[source])
    return f"{source}-{kwargs[source]}"


def _family_of(restriction: int) -> str:
    """Return the name of a restricted page in all its languages: they share one password."""
    row = PageViewRestriction.objects.select_related("page").filter(pk=restriction).first()
    return f"page-{min(family_of(row.page))}" if row else ""


def _succeeded(request: HttpRequest, response: HttpResponseBase) -> bool:
    """Return whether the secret was right: the answer leads on, and not to where a new code is asked for."""
    if response.status_code not in (302, 303):
        return False
    try:
        match = resolve(urlsplit(response["Location"]).path)
    except Resolver404:
        return True
    asked = request.resolver_match.view_name if request.resolver_match else ""
    return match.view_name not in ASK_AGAIN.get(asked, ())
