"""What people wrote, made fit to be kept, or refused in words."""

from collections.abc import Callable
from typing import NamedTuple

from django.core.exceptions import ValidationError
from django.db.models import Model
from django.utils.translation import ngettext

from cop.errors import EmptyText, EmptyTitle, InvisibleText, UnusableText
from cop.models.posts import BODY_LIMIT, HEADING_OFFSET
from core.base.markup import is_visible, to_html
from core.base.text_cleaning import clean_name, clean_text, has_visible_text, trim_text


class PostBody(NamedTuple):
    """The text of a post as it is stored: Markdown, and its HTML. `clean_body` makes it."""

    text: str
    html: str


def clean_body(body: str | PostBody) -> PostBody:
    """Return a post's Markdown without empty lines around it, and its HTML; a form may have done so before.

    Raises EmptyText, InvisibleText when the HTML shows nothing, UnusableText.
    """
    if isinstance(body, PostBody):
        return body
    text = trim_text(_cleaned(clean_text, body))
    if not text:
        raise EmptyText
    html = to_html(within(text, BODY_LIMIT), heading_offset=HEADING_OFFSET, is_tidy=True)
    if not is_visible(html):
        raise InvisibleText
    return PostBody(text, html)


def clean_title(title: str, limit: int) -> str:
    """Return a title of one line and at most `limit` characters. EmptyTitle, UnusableText."""
    text = clean_line(title, limit)
    if not text:
        raise EmptyTitle
    return text


def clean_line(line: str, limit: int) -> str:
    """Return one line of at most `limit` characters, which may be empty. UnusableText."""
    return within(_cleaned(clean_name, line), limit)


def clean_optional(text: str, limit: int) -> str:
    """Return a text of at most `limit` characters; empty when nothing of it can be seen. UnusableText."""
    text = within(trim_text(_cleaned(clean_text, text)), limit)
    return text if has_visible_text(text) else ""


def clean_unfinished(text: str, limit: int) -> str:
    """Return a text of at most `limit` characters with the white space somebody is typing. UnusableText."""
    return within(_cleaned(clean_text, text), limit)


def limit_of(model: type[Model], field: str) -> int:
    """Return how many characters a field takes."""
    return int(model._meta.get_field(field).max_length)  # type: ignore[union-attr, arg-type]


def within(text: str, limit: int) -> str:
    """Return the text back; UnusableText when it has more than `limit` characters."""
    over = len(text) - limit
    if over > 0:
        words = ngettext(
            "This text is one character too long. Shorten it.",
            "This text is %(over)d characters too long. Shorten it.",
            over,
        )
        raise UnusableText(words % {"over": over})
    return text


def _cleaned(clean: Callable[[str], str], text: str) -> str:
    try:
        return clean(text)
    except ValidationError as error:
        raise UnusableText(error.messages[0]) from error
