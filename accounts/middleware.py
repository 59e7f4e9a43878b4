"""What a member's account changes for each request."""

import zoneinfo
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.cache import add_never_cache_headers, patch_cache_control
from django.utils.http import urlencode

from accounts.models import AnyUser
from accounts.selectors import consents_missing

# What stays open to a member who has not agreed to new versions yet: to read them, agree, leave,
# take their data along, or be erased.
OPEN_BEFORE_CONSENT = {
    "accounts:consent_edit",
    "accounts:data_show",
    "accounts:export_request",
    "accounts:export_download",
    "accounts:erasure_edit",
    "accounts:erasure_cancel",
    "accounts:privacy",
    "account_logout",
    "account_reauthenticate",
    "mfa_reauthenticate",
    "mfa_reauthenticate_webauthn",
    "account_confirm_email",
}
TOO_MANY_TRIES = {"too_many_login_attempts", "rate_limited"}


class MemberMiddleware:
    """Shows times in the member's zone and pages in their language, and asks for consent again.

    The address's language prefix wins over the member's language. Strangers see UTC.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if request.user.is_authenticated and not translation.get_language_from_path(request.path_info):
            translation.activate(request.user.language)
            request.LANGUAGE_CODE = translation.get_language()  # type: ignore[attr-defined]
        with timezone.override(zone_of(request.user)):
            return set_private_cache(request, self.get_response(request))

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], args: Any, kwargs: Any
    ) -> HttpResponseBase | None:
        """Send a member who has to agree to new versions there, and then back.

        Only visits to pages are sent; what was posted is never lost.
        """
        if not (request.user.is_authenticated and is_visit(request)) or stays_open(request):
            return None
        if not consents_missing(request.user, request.session):
            return None
        query = urlencode({"next": request.get_full_path()})
        return HttpResponseRedirect(f"{reverse('accounts:consent_edit')}?{query}")

    def process_template_response(self, request: HttpRequest, response: TemplateResponse) -> TemplateResponse:
        """Return allauth's invalid forms the status 422, and 429 where the tries were too many."""
        match = request.resolver_match
        if request.method == "POST" and response.status_code == 200 and match and _is_allauth(match.func):
            response.status_code = status_of_forms(response.context_data or {})
        return response


def set_private_cache(request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
    """Let no cache show a member's page after they left; allauth's (codes, devices) are not stored at all.

    What says itself how it may be kept is left as it is.
    """
    if "Cache-Control" not in response:
        match = request.resolver_match
        if match and _is_allauth(match.func):
            add_never_cache_headers(response)
        elif request.user.is_authenticated:
            patch_cache_control(response, private=True, no_cache=True)
    return response


def zone_of(user: AnyUser) -> zoneinfo.ZoneInfo:
    """Return the member's zone; UTC for strangers and for a zone that is no longer known."""
    try:
        return zoneinfo.ZoneInfo(getattr(user, "time_zone", "") or "UTC")
    except (zoneinfo.ZoneInfoNotFoundError, ValueError, OSError):
        return zoneinfo.ZoneInfo("UTC")


def is_visit(request: HttpRequest) -> bool:
    """Return whether a person opens a page, as against a form that is sent, a fragment or a file."""
    return (
        request.method == "GET"
        and request.accepts("text/html")
        and "HX-Request" not in request.headers
        and request.headers.get("X-Requested-With") != "XMLHttpRequest"
        and request.headers.get("Sec-Fetch-Dest", "document") == "document"
    )


def stays_open(request: HttpRequest) -> bool:
    """Return whether the page is open to a member whose consent is out of date."""
    match = request.resolver_match
    if match is None or match.view_name in OPEN_BEFORE_CONSENT:
        return True
    if match.view_name == "wagtail_serve":
        return request.path.rstrip("/").rpartition("/")[2] in (settings.TERMS_PAGE, settings.PRIVACY_PAGE)
    prefixed = translation.get_language_from_path(request.path_info)
    return not prefixed and match.view_name != "wagtailadmin_home"


def status_of_forms(context: dict[str, Any]) -> int:
    """Return 429, 422 or 200 for the forms on a page."""
    forms = [form for form in context.values() if isinstance(form, BaseForm)]
    refused = [form for form in forms if form.is_bound and form.errors]
    codes = {error.code for form in refused for field in form.errors.as_data().values() for error in field}
    if codes & TOO_MANY_TRIES:
        return 429
    return 422 if refused else 200


def _is_allauth(view: Any) -> bool:
    classes = getattr(view, "view_class", view)
    return any(part.__module__.startswith("allauth.") for part in getattr(classes, "__mro__", (classes,)))
