"""Requests to Wagtail's admin that its views do not expect and would answer with 500."""

import re
from collections.abc import Callable
from typing import Any

from django.core.exceptions import BadRequest
from django.http import Http404, HttpRequest, HttpResponseBase
from wagtail.models import Page

# Views that ask for the parent of their page: the root of the tree has none, and is not moved or locked.
NOT_FOR_ROOT = {
    "wagtailadmin_pages:lock",
    "wagtailadmin_pages:unlock",
    "wagtailadmin_pages:move_confirm",
    "wagtailadmin_pages:set_page_position",
}
# Form fields that are read before the form has checked that they are there.
NEEDED = {
    "wagtailadmin_choose_page_external_link": "external-link-chooser-url",
    "wagtailredirects:process_import": "import_file_name",
}
# Form fields with a page, which the view reads again to show the form with its faults.
PAGES = {"wagtailadmin_pages:copy": "new_parent_page"}
# Wagtail gives every chooser of snippets an address for creating one; none of ours has a form there.
NO_FORM = re.compile(r"wagtailsnippetchoosers_\w+:create")


class AdminRequestMiddleware:
    """Answers 404 to what the root of the pages and our choosers do not have, 400 to incomplete forms."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: dict[str, Any]) -> None:
        """Refuse before the view is called."""
        name = request.resolver_match.view_name if request.resolver_match else ""
        if NO_FORM.fullmatch(name):
            raise Http404("Nothing is created in a chooser")
        if name in NOT_FOR_ROOT:
            page = kwargs.get("page_id") or kwargs.get("page_to_move_id") or (args[0] if args else None)
            if Page.objects.filter(pk=page, depth=1).exists():
                raise Http404("The root of the page tree")
        if request.method == "POST" and name in NEEDED and NEEDED[name] not in request.POST:
            raise BadRequest(f"The form lacks {NEEDED[name]}")
        if request.method == "POST" and name in PAGES and not _is_page(request.POST.get(PAGES[name], "")):
            raise BadRequest("The form names a page that does not exist")


def _is_page(pk: str) -> bool:
    """Return whether a form's value is empty or the key of a page."""
    return not pk or (pk.isdecimal() and len(pk) < 19 and Page.objects.filter(pk=pk).exists())
