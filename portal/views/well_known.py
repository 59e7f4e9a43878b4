"""What browsers and robots ask for at fixed addresses: no language in them, no cookie set."""

from datetime import timedelta

from django.conf import settings
from django.contrib.sitemaps.views import sitemap
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.templatetags.static import static
from django.utils import timezone
from django.views.decorators.http import require_safe

from core.base.ratelimit import READING, by_address, ratelimit
from core.web.access import public
from portal.selectors.site_chrome import chrome_for
from portal.selectors.sitemaps import OpenThreads, TranslatedPages

PLAIN = "text/plain; charset=utf-8"
# What no search engine should fetch: accounts, the editors' admin, actions.
CLOSED = ("/admin/", "/*/account/", "/*/announcements/", "/*/learn/", "/*/live/", "/*/threads/*/posts/")


@public
@require_safe
def robots_show(request: HttpRequest) -> HttpResponse:
    """Return robots.txt: open, but for accounts and admin. A demonstration asks not to be indexed at all."""
    closed = ("/",) if settings.DEMO else CLOSED
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in closed)]
    lines += ["", f"Sitemap: {request.build_absolute_uri('/sitemap.xml')}", ""]
    return HttpResponse("\n".join(lines), content_type=PLAIN)


@public
@require_safe
@ratelimit("sitemap", rate="30/m", methods=READING, by=by_address)
def sitemap_show(request: HttpRequest) -> HttpResponse:
    """Return the sitemap: each text once, in the language it is written in, with its translations.

    Open communities and their threads are listed, too.
    """
    return sitemap(request, {"pages": TranslatedPages(request), "threads": OpenThreads()})


@public
@require_safe
def security_show(request: HttpRequest) -> HttpResponse:
    """Return security.txt (RFC 9116): whom to tell about a vulnerability. It expires in half a year."""
    address = chrome_for(request).contact_email
    contact = f"mailto:{address}" if address else request.build_absolute_uri("/")
    expires = (timezone.now() + timedelta(days=180)).replace(microsecond=0, second=0, minute=0)
    lines = [
        f"Contact: {contact}",
        f"Expires: {expires.isoformat().replace('+00:00', 'Z')}",
        f"Preferred-Languages: {', '.join(settings.INTERFACE_LANGUAGES)}",
        f"Canonical: {request.build_absolute_uri('/.well-known/security.txt')}",
        "",
    ]
    return HttpResponse("\n".join(lines), content_type=PLAIN)


@public
@require_safe
def manifest_show(request: HttpRequest) -> HttpResponse:
    """Return the web app manifest: name, colours, icons."""
    chrome = chrome_for(request)
    return JsonResponse(
        {
            "name": chrome.title,
            "short_name": chrome.title[:12].strip(),
            "description": chrome.strapline,
            "start_url": "/",
            "scope": "/",
            "display": "minimal-ui",
            "background_color": "#fbfaf5",
            "theme_color": "#1c5c46",
            "icons": [
                {"src": static("icons/mark.svg"), "sizes": "any", "type": "image/svg+xml"},
                {"src": static("icons/mark-180.png"), "sizes": "180x180", "type": "image/png"},
            ],
        },
        content_type="application/manifest+json",
    )


@public
@require_safe
def favicon_show(request: HttpRequest) -> HttpResponse:
    """Send those who ask for /favicon.ico to the mark."""
    return redirect(static("icons/mark-180.png"))
