"""What learning's templates need: text with anchors and weights."""

from typing import Any

from django import template
from django.utils.safestring import SafeString, mark_safe
from wagtail.rich_text import expand_db_html

from learning.lesson_sections import with_anchors
from learning.rich_text import with_weights

register = template.Library()


@register.filter
def anchored(value: Any, prefix: str) -> SafeString:
    """Render rich text by editors, cleaned by Wagtail: ids on headings, weights after documents."""
    html = with_weights(expand_db_html(value.source))
    return mark_safe(with_anchors(html, prefix or "s-0"))  # noqa: S308
