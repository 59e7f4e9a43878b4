"""`{% component "card" title=... %}content{% endcomponent %}`: renders templates/components/card.html."""

from typing import Any

from django import template
from django.template import TemplateSyntaxError
from django.template.loader import get_template

from core.components import FOLDER, signature

register = template.Library()


@register.simple_block_tag(takes_context=True)
def component(context: template.Context, content: str, name: str, **arguments: Any) -> str:
    """Render the component with only its stated arguments, plus `content` and the request."""
    stated = signature(name)
    stated.check(set(arguments))
    if content.strip() and not stated.content:
        raise TemplateSyntaxError(f"Component {name} takes no content.")
    flat = dict.fromkeys(stated.optional) | arguments
    flat["content"] = content if stated.content else ""
    return get_template(f"{FOLDER}/{name}.html").render(flat, request=context.get("request"))
