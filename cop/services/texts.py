"""What people wrote, made fit to be kept, or refused in words."""

from collections.abc import Callable

from django.core.exceptions import ValidationError
from django.db.models import Model
from django.utils.translation import ngettext

from cop.errors import EmptyText, EmptyTitle, UnusableText
from core.text import clean_name, clean_text


def clean_body(body: str, limit: int) -> str:
    """Give a text of at most `limit` characters without white space around it. EmptyText, UnusableText."""
    text = _cleaned(clean_text, body).strip()
    if not text:
        raise EmptyText
    return within(text, limit)


def clean_title(title: str, limit: int) -> str:
    """Give a title of one line and at most `limit` characters. EmptyTitle, UnusableText."""
    text = clean_line(title, limit)
    if not text:
        raise EmptyTitle
    return text


def clean_line(line: str, limit: int) -> str:
    """Give one line of at most `limit` characters, which may be empty. UnusableText."""
    return within(_cleaned(clean_name, line), limit)


def clean_optional(text: str, limit: int) -> str:
    """Give a text of at most `limit` characters, which may be empty. UnusableText."""
    return within(_cleaned(clean_text, text).strip(), limit)


def clean_unfinished(text: str, limit: int) -> str:
    """Give a text of at most `limit` characters with the white space somebody is typing. UnusableText."""
    return within(_cleaned(clean_text, text), limit)


def limit_of(model: type[Model], field: str) -> int:
    """Give how many characters a field takes."""
    return int(model._meta.get_field(field).max_length)  # type: ignore[union-attr, arg-type]


def within(text: str, limit: int) -> str:
    """Give the text back; UnusableText when it has more than `limit` characters."""
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
