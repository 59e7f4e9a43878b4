"""Template tags of communities: times that a page's script can rewrite, names of languages."""

from datetime import UTC, datetime

from django import template
from django.utils import formats, timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language, get_language_info, ngettext

from accounts.models import AnyUser
from cop.models import Thread

register = template.Library()


@register.simple_tag
def post_time(moment: datetime, viewer: AnyUser | None = None) -> SafeString:
    """Write `<time data-local>`: for a viewer in their zone, else in UTC, always with the zone's name.

    The words are those of `local_time`; the machine value is UTC, to the minute.
    """
    here = timezone.localtime(moment) if viewer else moment.astimezone(UTC)
    zone = timezone.get_current_timezone_name().replace("_", " ") if viewer else "UTC"
    words = formats.date_format(here, "DATETIME_FORMAT")
    exact = f"{moment.astimezone(UTC):%Y-%m-%dT%H:%MZ}"
    return format_html('<time datetime="{}" data-local>{} ({})</time>', exact, words, zone)


@register.simple_tag
def post_count(thread: Thread) -> str:
    """Return how many posts a thread has, in words: "21 posts"."""
    number = thread.remaining_count
    return ngettext("%(number)s post", "%(number)s posts", number) % {"number": formats.localize(number)}


@register.filter
def foreign_language_name(code: str) -> str:
    """Return a language's name in the reader's; empty when it is the reader's own."""
    return "" if code == get_language() else str(get_language_info(code)["name_translated"])


@register.filter
def language_name(code: str) -> str:
    """Return a language's name in the reader's."""
    return str(get_language_info(code)["name_translated"])
