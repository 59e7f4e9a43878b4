"""`{% cached "name" part ... %}`: renders once, for each version of the content, what concerns no person."""

from typing import Any

from django import template
from django.http import HttpRequest
from django.template import Context, NodeList, TemplateSyntaxError
from django.template.base import FilterExpression, Parser, Token

from core.web.caching.changes import CONTENT
from core.web.caching.fragments import remember
from core.web.reader_preferences import KNOWN, saves_data, was_asked
from core.web.templatetags.core import ASKED

register = template.Library()
MARKS = (ASKED, KNOWN)  # what rendering leaves on the request


class CachedNode(template.Node):
    """The part of a template between `cached` and `endcached`."""

    def __init__(
        self, nodelist: NodeList, name: str, parts: list[FilterExpression], kinds: tuple[str, ...]
    ) -> None:
        self.nodelist, self.name, self.parts, self.kinds = nodelist, name, parts, kinds

    def render(self, context: Context) -> Any:
        request = context.get("request")
        if request is None or getattr(request, "is_preview", False):  # a mail, an error page, a draft
            return self.nodelist.render(context)
        site = (request.scheme, request.get_host())
        parts = (part.resolve(context) for part in self.parts)
        content, depends_on_saving = remember(
            f"template.{self.name}", (*site, *parts), lambda: self._render_alone(context, request), self.kinds
        )
        if depends_on_saving:
            saves_data(request)  # so that the page varies on it
        return content

    def _render_alone(self, context: Context, request: HttpRequest) -> tuple[Any, bool]:
        """Return the content, and whether it depends on the saving of data.

        It is rendered as if nothing came before it, so that a script which is included once is in it.
        """
        before = {name: request.__dict__.pop(name) for name in MARKS if name in request.__dict__}
        try:
            return self.nodelist.render(context), was_asked(request)
        finally:
            for name in MARKS:
                request.__dict__.pop(name, None)
            request.__dict__.update(before)


@register.tag
def cached(parser: Parser, token: Token) -> CachedNode:
    """Render the content once for each combination of the parts, per site and language.

    The content must use nothing of the person who reads, no token, no time, and beside published content
    only what the parts name. With `only` at the end it uses no published content but the parts, which are
    compared as texts: `{% cached "footer" footer only %}` keeps its content when other content changes.
    """
    words = token.split_contents()[1:]
    kinds = () if words[-1:] == ["only"] else (CONTENT,)
    words = words if kinds else words[:-1]
    if not words or words[0][0] not in "\"'":
        raise TemplateSyntaxError("cached needs a name in quotes, then what the content depends on.")
    nodelist = parser.parse(("endcached",))
    parser.delete_first_token()
    return CachedNode(nodelist, words[0][1:-1], [parser.compile_filter(word) for word in words[1:]], kinds)
