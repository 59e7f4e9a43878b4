"""Template tags for words in another language than the page around them."""

from typing import Any

from django import template
from django.utils import translation
from django.utils.html import format_html
from django.utils.safestring import SafeString

from core.web import translation_status

register = template.Library()


@register.filter
def written_in(page: Any) -> str:
    """Return the language of a Wagtail page's text when it differs from that of the page around it."""
    code = translation_status.written_in(page)
    return "" if code == translation.get_language() else code


@register.filter
def isolated(text: str, code: str = "") -> SafeString:
    """Return a name to be put into a sentence, with its own direction and `lang`."""
    if not code or code == translation.get_language():
        return format_html("<bdi>{}</bdi>", text)
    return format_html('<bdi lang="{}">{}</bdi>', code, text)
