"""Fields in which people write at length, and the key that lets a form be sent twice and count once."""

import uuid
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from cop.errors import EmptyText
from cop.models.posts import BODY_LIMIT
from core.base.fields import TextFormField

MARKDOWN_HINT = _(
    "**bold**, *italic*, - list, > quotation, [text](address). A blank line starts a new paragraph."
)


def writing_area(rows: int) -> forms.Textarea:
    """Return a large field whose text finds its own direction."""
    return forms.Textarea(attrs={"rows": rows, "dir": "auto"})


class BodyField(TextFormField):
    """The text of a post."""

    def __init__(self, *, rows: int = 6, **kwargs: Any) -> None:
        super().__init__(
            help_text=MARKDOWN_HINT,
            max_length=BODY_LIMIT,
            widget=writing_area(rows),
            error_messages={"required": EmptyText.message},
            **kwargs,
        )


class KeyField(forms.UUIDField):
    """The key a form was made with; one that is missing or damaged becomes a new one."""

    widget = forms.HiddenInput

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(required=False, initial=uuid.uuid4, **kwargs)

    def clean(self, value: Any) -> uuid.UUID:
        """Return the key."""
        try:
            return super().clean(value) or uuid.uuid4()
        except forms.ValidationError:
            return uuid.uuid4()
