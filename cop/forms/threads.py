"""Starting a thread, and naming it."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import get_language_info
from django.utils.translation import gettext_lazy as _

from cop.errors import EmptyTitle
from cop.forms.fields import BodyField, KeyField
from core.base.fields import NameFormField


class TitleForm(forms.Form):
    """What a thread is called."""

    title = NameFormField(
        label=_("Title"),
        help_text=_("A question, or what it is about. People decide by it whether they open the thread."),
        max_length=160,
        error_messages={"required": EmptyTitle.message},
        widget=forms.TextInput(attrs={"dir": "auto"}),
    )


class ThreadForm(TitleForm):
    """Title, language and first post."""

    language = forms.ChoiceField(label=_("Language you write in"))
    body = BodyField(label=_("Your post"), rows=10)
    key = KeyField()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["language"].choices = [  # type: ignore[attr-defined]
            (code, get_language_info(code)["name_local"]) for code, _name in settings.LANGUAGES
        ]
