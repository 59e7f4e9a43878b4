"""What a page may load, run, frame and send: the content security policy and related headers.

The directives are in `config.settings.policy`: one policy for the site (nothing inline, nothing
from elsewhere) and one for Wagtail's admin, whose widgets need inline scripts and styles.
"""

from dataclasses import replace
from typing import Any

from csp.constants import SELF
from csp.middleware import CSPMiddleware, PolicyParts
from django.conf import settings
from django.http import HttpRequest, HttpResponseBase

ADMIN_PREFIX = "/admin/"


class PolicyMiddleware(CSPMiddleware):  # type: ignore[misc]
    """Sets Content-Security-Policy and Permissions-Policy; an answer that has its own keeps it."""

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        """Add the headers."""
        response.headers.setdefault("Permissions-Policy", settings.PERMISSIONS_POLICY)
        return super().process_response(request, response)

    def get_policy_parts(
        self, request: HttpRequest, response: HttpResponseBase, report_only: bool = False, **kwargs: Any
    ) -> PolicyParts:
        """Return the admin's directives below /admin/, the site's elsewhere.

        Wagtail previews a page by a request of its own making (`is_dummy`) through all middleware; such
        a page keeps the site's directives, but may be shown in the admin's frame.
        """
        parts = super().get_policy_parts(request, response, report_only)
        if report_only or parts.config is not None:
            return parts
        if getattr(request, "is_dummy", False):
            return replace(parts, replace={**(parts.replace or {}), "frame-ancestors": [SELF]})
        if request.path_info.startswith(ADMIN_PREFIX):
            return replace(parts, config=settings.ADMIN_CONTENT_SECURITY_POLICY["DIRECTIVES"])
        return parts
