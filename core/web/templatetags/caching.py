"""`{% cached "name" part ... %}`: renders once, for each version of the content, what concerns no person."""

from typing import Any

from django import template
from django.http import HttpRequest
from django.template import Context, NodeList, TemplateSyntaxError
from django.template.base import FilterExpression, Parser, Token

from core.web.caching.fragments import remember
from core.web.templatetags.core import ASKED

register = template.Library()


class CachedNode(template.Node):
    """The part of a template between `cached` and `endcached`."""

    def __init__(self, nodelist: NodeList, name: str, parts: list[FilterExpression]) -> None:
        self.nodelist, self.name, self.parts = nodelist, name, parts

    def render(self, context: Context) -> Any:
        request = context.get("request")
        if request is None or getattr(request, "is_preview", False):  # a mail, an error page, a draft
            return self.nodelist.render(context)
        site = (request.scheme, request.get_host())
        parts = (part.resolve(context) for part in self.parts)
        return remember(
            f"template.{self.name}", (*site, *parts), lambda: self._render_alone(context, request)
        )

    def _render_alone(self, context: Context, request: HttpRequest) -> Any:
        """Render as if nothing came before on the page, so that a script which is included once is in it."""
        before = request.__dict__.pop(ASKED, None)
        try:
            return self.nodelist.render(context)
        finally:
            request.__dict__.pop(ASKED, None)
            if before is not None:
                setattr(request, ASKED, before)


@register.tag
def cached(parser: Parser, token: Token) -> CachedNode:
    """Render the content once for each combination of the parts, per site and language.

    The content must use nothing of the person who reads, no token, no time, and beside published content
    only what the parts name.
    """
    words = token.split_contents()[1:]
    if not words or words[0][0] not in "\"'":
        raise TemplateSyntaxError("cached needs a name in quotes, then what the content depends on.")
    nodelist = parser.parse(("endcached",))
    parser.delete_first_token()
    return CachedNode(nodelist, words[0][1:-1], [parser.compile_filter(word) for word in words[1:]])
