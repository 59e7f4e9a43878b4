"""The kinds of pages that a visitor reaches by links: one address of each, found by following them.

A kind is a type of Wagtail page, or the name of a route. So the pages of a later app are measured as soon as
a page links to them.
"""

import re
from collections import deque
from html import unescape
from urllib.parse import urldefrag, urlsplit

from django.apps import apps
from django.http import HttpResponse
from django.test import Client

from core.web.caching.changes import CONTENT, use_of

START = "/en/"
PAGES = 400  # that are looked at; each kind is near the start
_LINK = re.compile(r'<a\s[^>]*?href="([^"]+)"')
_HTML = "text/html"


def kind_of(response: HttpResponse) -> str:
    """Return the type of the Wagtail page that answered, else the name of the route."""
    request = response.wsgi_request  # type: ignore[attr-defined]
    page = getattr(request, "page", None)
    return page._meta.label if page is not None else request.resolver_match.view_name


def kinds_of(page: str) -> list[str]:
    """Return the kinds of content that a kind of page is about: those of its table, or of its app's tables.

    All content where its app has none.
    """
    app, _dot, model = page.partition(".")
    if model:
        tables = [apps.get_model(page)]
    else:
        label = app.partition(":")[0]
        tables = [table for table in apps.get_models() if table._meta.app_label == label]
    return sorted({use.kind for table in tables if (use := use_of(table)) and use.kind}) or [CONTENT]


def links_of(response: HttpResponse, path: str) -> list[str]:
    """Return the paths of this site that the page links to, in English."""
    found = []
    for link in _LINK.findall(response.content.decode()):
        target = urlsplit(urldefrag(unescape(link)).url)
        if target.netloc in ("", "localhost") and target.path.startswith(START):
            found.append(f"{target.path}?{target.query}" if target.query else target.path)
        elif not target.netloc and not target.path.startswith("/") and (target.path or target.query):
            folder = path.partition("?")[0].rpartition("/")[0]
            found.append(f"{folder}/{target.path}" + (f"?{target.query}" if target.query else ""))
    return found


def find(client: Client) -> dict[str, str]:
    """Return a path of each kind of page that answers a visitor with 200 and HTML, by the kind.

    Forms are left out: they set a cookie for their token, and differ for members.
    """
    found: dict[str, str] = {}
    seen, waiting = {START}, deque([START])
    while waiting and len(seen) < PAGES:
        path = waiting.popleft()
        response = client.get(path, headers={"host": "localhost"}, secure=True)
        if response.status_code != 200 or not response["Content-Type"].startswith(_HTML):
            continue
        if not response.cookies:
            found.setdefault(kind_of(response), path)
        for link in links_of(response, path):
            if link not in seen:
                seen.add(link)
                waiting.append(link)
    return found
