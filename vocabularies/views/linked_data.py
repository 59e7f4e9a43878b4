"""The lasting addresses: Turtle and JSON-LD for clients that ask for them, the page for all others."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.cache import get_conditional_response, patch_vary_headers
from django.utils.translation import get_language_from_request
from django.views.decorators.http import require_safe
from rdflib import Graph

from core.base.ratelimit import READING, by_address, count, ratelimit
from core.web.access import public
from vocabularies.models import Scheme
from vocabularies.selectors.skos import concept_graph, scheme_graph, written
from vocabularies.selectors.versions import data_version
from vocabularies.uris import SUFFIXES, concept_page, concept_uri, scheme_page, scheme_uri
from vocabularies.views.lookups import concept_or_404, scheme_or_404

PAGE = "text/html"
limited = ratelimit("vocabularies.data", rate="60/m", methods=READING, by=by_address)
WHOLE_SCHEMES = "20/m,200/h"  # writing one may take a second; a 304 does not count


@public
@require_safe
@limited
def scheme_data(request: HttpRequest, scheme: str) -> HttpResponse:
    """Return a whole scheme as data, or redirect to its page."""
    found = scheme_or_404(scheme)
    return _negotiated(
        request, lambda: _whole(request, found), lambda: scheme_page(found.key), scheme_uri(found.key)
    )


@public
@require_safe
@limited
def scheme_file(request: HttpRequest, scheme: str, suffix: str) -> HttpResponse:
    """Return a whole scheme in the format that the suffix names."""
    found = scheme_or_404(scheme)
    return _data(request, lambda: _whole(request, found), SUFFIXES[suffix], scheme_uri(found.key))


def _whole(request: HttpRequest, scheme: Scheme) -> Graph:
    count("vocabularies.scheme", WHOLE_SCHEMES, by_address(request))
    return scheme_graph(scheme)


@public
@require_safe
@limited
def concept_data(request: HttpRequest, scheme: str, identifier: str) -> HttpResponse:
    """Return a concept as data, or redirect to its page; a retired one, too."""
    found = concept_or_404(scheme, identifier)
    uri = concept_uri(found.scheme.key, found.identifier)
    return _negotiated(request, lambda: concept_graph(found), lambda: concept_page(found), uri)


@public
@require_safe
@limited
def concept_file(request: HttpRequest, scheme: str, identifier: str, suffix: str) -> HttpResponse:
    """Return a concept in the format that the suffix names."""
    found = concept_or_404(scheme, identifier)
    uri = concept_uri(found.scheme.key, found.identifier)
    return _data(request, lambda: concept_graph(found), SUFFIXES[suffix], uri)


def _negotiated(
    request: HttpRequest, graph: Callable[[], Graph], page: Callable[[], str], uri: str
) -> HttpResponse:
    kind = request.get_preferred_type([PAGE, *SUFFIXES.values()])
    if kind is None or kind == PAGE:
        with translation.override(_readers_language(request)):
            response = HttpResponse(status=303, headers={"Location": page()})
        patch_vary_headers(response, ("Accept", "Accept-Language", "Cookie"))
        return _open(response, uri)
    response = _data(request, graph, kind, uri)
    patch_vary_headers(response, ("Accept",))
    return response


def _readers_language(request: HttpRequest) -> str:
    code = getattr(request.user, "language", "") or get_language_from_request(request)
    return code if code in settings.INTERFACE_LANGUAGES else settings.LANGUAGE_CODE


def _data(request: HttpRequest, graph: Callable[[], Graph], kind: str, uri: str) -> HttpResponse:
    """Return the graph; 304, without building it, to clients that have it already."""
    etag = (
        f'"{data_version(uri, kind)}"'  # read before the graph: a change in between is then asked for again
    )
    response = get_conditional_response(request, etag=etag)
    if response is None:
        content_type = f"{kind}; charset=utf-8" if kind == "text/turtle" else kind
        response = HttpResponse(written(graph(), kind), content_type=content_type)
    response.headers["ETag"] = etag
    response.headers["Cache-Control"] = "public, no-cache"  # kept, but asked about each time
    return _open(response, uri)


def _open(response: Any, uri: str) -> HttpResponse:
    """Let scripts of every site read it, and say where the other formats are."""
    response.headers["Access-Control-Allow-Origin"] = "*"
    links = [f'<{uri}.{suffix}>; rel="alternate"; type="{kind}"' for suffix, kind in SUFFIXES.items()]
    response.headers["Link"] = ", ".join(links)
    return response  # type: ignore[no-any-return]
