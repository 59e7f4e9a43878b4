"""What learning's templates need: text with anchors."""

from typing import Any

from django import template
from django.utils.safestring import SafeString, mark_safe
from wagtail.rich_text import expand_db_html

from learning.sections import with_anchors

register = template.Library()


@register.filter
def anchored(value: Any, prefix: str) -> SafeString:
    """Render rich text, written by editors and cleaned by Wagtail, with ids on its headings."""
    return mark_safe(with_anchors(expand_db_html(value.source), prefix or "s-0"))  # noqa: S308
