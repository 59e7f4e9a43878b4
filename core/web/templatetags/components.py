"""`{% component "card" title=... %}content{% endcomponent %}`: renders templates/components/card.html."""

from typing import Any

from django import template
from django.template import TemplateSyntaxError

from core.web.components import FOLDER, signature

register = template.Library()


@register.simple_block_tag(takes_context=True)
def component(context: template.Context, content: str, name: str, **arguments: Any) -> str:
    """Render the component with only its stated arguments, plus `content`, the request and its CSRF token."""
    stated = signature(name)
    stated.check(set(arguments))
    if content.strip() and not stated.content:
        raise TemplateSyntaxError(f"Component {name} takes no content.")
    flat: dict[str, Any] = dict.fromkeys(stated.optional) | arguments
    flat["content"] = content if stated.content else ""
    flat |= {key: context[key] for key in ("request", "csrf_token") if key in context}
    # A new context, not a new render: context processors run once a page, not once a component.
    piece = context.template.engine.get_template(f"{FOLDER}/{name}.html")  # type: ignore[union-attr]
    return piece.render(context.new(flat))
