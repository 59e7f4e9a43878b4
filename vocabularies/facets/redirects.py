"""The address of a filtered list is one that can be passed on."""

from django.http import HttpRequest, HttpResponseRedirect

from vocabularies.facets.filters import Filters


def redirect_to_clean_address(request: HttpRequest, filters: Filters) -> HttpResponseRedirect | None:
    """Return the redirect from an address with empty or repeated parts or merged concepts to its clean form.

    None when the address is clean already. An editor's preview has no address of its own.
    """
    if filters.is_clean or getattr(request, "is_preview", False):
        return None
    return HttpResponseRedirect(f"{request.path}?{filters.query}" if filters.query else request.path)
