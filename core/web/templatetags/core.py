"""Template tags every page may use: times in the reader's zone, weights, names."""

import re
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from django import template
from django.forms import BoundField
from django.http import HttpRequest
from django.template import Context
from django.template.defaultfilters import filesizeformat
from django.utils import formats, timezone, translation
from django.utils.html import escape, format_html
from django.utils.safestring import SafeData, SafeString

from core.base.email_addresses import display_email
from core.web import reader_preferences

register = template.Library()
LONGEST_UNBROKEN = 24  # characters
ASKED = "_asked_once"  # the attribute of a request with the names that `once` was asked for
_SLASHED = re.compile(rf"(?=.{{3,{LONGEST_UNBROKEN}}}$)[^/]+(?:/[^/]+)+")
register.filter(display_email)


@register.simple_tag
def local_time(value: datetime | None, format_name: str = "DATETIME_FORMAT") -> SafeString | str:
    """Write `<time>` in the reader's zone with the zone's name; the machine value is UTC ISO 8601."""
    if value is None:
        return ""
    local = timezone.localtime(value)
    words = formats.date_format(local, format_name)
    zone = timezone.get_current_timezone_name().replace("_", " ")
    return format_html('<time datetime="{}">{} ({})</time>', value.isoformat(), words, zone)


@register.filter
def keep_slashes(title: str) -> SafeString:
    """Return the title with words joined by a slash held together: browsers end a line after a slash.

    What is longer than `LONGEST_UNBROKEN` may still be broken, so that it does not leave a narrow screen.
    """
    if isinstance(title, SafeData):
        return SafeString(title)
    parts = [
        format_html('<span class="nowrap">{}</span>', part) if _SLASHED.fullmatch(part) else escape(part)
        for part in re.split(r"(\s+)", str(title))
    ]
    return SafeString("".join(parts))


@register.simple_tag(takes_context=True)
def navigation_links(context: Context) -> list[tuple[Any, str]]:
    """Return (link, value of `aria-current`) of the navigation: "true" for the section the page belongs to.

    The value is "page" for the page itself, else empty. The address of a page need not lie below that of its
    section: a thread's does not. Of the link that is marked already and those in the breadcrumbs, the one
    with the longest address is current.
    """
    navigation = context.get("navigation") or ()
    above = {crumb.url for crumb in context.get("breadcrumbs") or ()}
    found = [link for link in navigation if link.current or link.url in above]
    here = max(found, key=lambda link: len(link.url), default=None)
    request = context.get("request")
    current = "page" if here and request and here.url == request.path else "true"
    return [(link, current if link is here else "") for link in navigation]


@register.filter
def weight(value: Any) -> str:
    """Return bytes as words, `1.2 MB`; empty when it is not known."""
    return filesizeformat(value) if value else ""


@register.filter
def saves_data(request: HttpRequest | None) -> bool:
    """Return whether pictures are loaded only on demand; never without a request (mails, samples)."""
    return reader_preferences.saves_data(request) if request else False


@register.filter
def asks_to_save_data(request: HttpRequest | None) -> bool:
    """Return what `saves_data` does, as a part of a fragment's name: the page need not depend on it."""
    return reader_preferences.asks_to_save_data(request) if request else False


@register.filter
def is_light(weight: int | None) -> bool:
    """Return whether a picture of this many bytes is shown at once, also where data is saved."""
    return reader_preferences.is_light(weight)


@register.filter
def once(request: HttpRequest | None, name: str) -> bool:
    """Return True the first time the filter gets that name in a request: so a script is included once."""
    if not request:
        return True
    asked: set[str] = request.__dict__.setdefault(ASKED, set())
    first = name not in asked
    asked.add(name)
    return first


@register.filter
def foreign(code: str) -> str:
    """Return a text's language, for `lang`, when it is not that of the page; else an empty string."""
    return "" if code == translation.get_language() else code


@register.filter
def page_window(number: int, total: int) -> list[int | None]:
    """Return the page numbers to link from page `number` of `total`: ends, neighbours, None for a gap."""
    near = [page for page in range(1, total + 1) if page in (1, total) or abs(page - number) <= 2]
    pages: list[int | None] = []
    for page in near:
        if pages and page - (pages[-1] or 0) > 1:
            pages.append(None)
        pages.append(page)
    return pages


@register.filter
def count_errors(errors: Sequence[Any], fields: Iterable[tuple[BoundField, Any]]) -> int:
    """Return how many lines a form's summary has: its own errors, and the fields that have some."""
    return len(errors) + sum(bool(field.errors) for field, _errors in fields)
