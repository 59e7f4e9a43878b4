"""The language of a request whose address carries none."""

from urllib.parse import urlsplit

from django.http import HttpRequest, HttpResponseBase
from django.middleware.locale import LocaleMiddleware
from django.utils import translation
from django.utils.cache import patch_vary_headers


class LanguageMiddleware(LocaleMiddleware):
    """Sends a reader to the translated twin of an address nobody serves, and only of such an address.

    Django does so for each 404. But where a view found nothing (or hid it from this reader), 404 is the
    answer: Wagtail's catch-all makes every address with a language look valid, so that an editor without
    the right to see `/admin/jobs/` would be sent to `/en/admin/jobs/`.
    """

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        if response.status_code == 404 and request.resolver_match is not None:
            patch_vary_headers(response, ("Accept-Language",))
            response.headers.setdefault("Content-Language", translation.get_language() or "")
            return response
        with translation.override(_language_before(request) or translation.get_language()):
            return super().process_response(request, response)


def _language_before(request: HttpRequest) -> str | None:
    """Return the language of the page of this site on which the link stood: who reads French goes on so."""
    before = urlsplit(request.headers.get("Referer", ""))
    here = before.netloc == request.get_host()
    return translation.get_language_from_path(before.path) if here else None
