"""Answering, changing and hiding a post."""

import uuid
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from cop.forms.fields import BodyField, KeyField, writing_area
from cop.models.posts import BODY_LIMIT
from core.base.fields import NameFormField, TextFormField


class AnswerForm(forms.Form):
    """A post at the end of a thread."""

    body = BodyField(label=_("Your answer"))
    key = KeyField()


def with_fresh_key(form: forms.Form) -> dict[str, Any]:
    """Return what was sent, with another key: sent again, it becomes a second post."""
    return {**form.data.dict(), "key": str(uuid.uuid4())}  # type: ignore[attr-defined]


class DraftForm(forms.Form):
    """What somebody has begun: anything that fits, and nothing as well."""

    title = NameFormField(max_length=160, required=False)
    body = TextFormField(max_length=BODY_LIMIT, required=False, strip=False, widget=writing_area(6))
    key = KeyField()


class EditForm(forms.Form):
    """Another text for a post; `revision` says how many earlier texts its writer knew of."""

    body = BodyField(label=_("Your post"), rows=12)
    revision = forms.IntegerField(min_value=0, max_value=1_000_000, widget=forms.HiddenInput)
    key = KeyField()


class EditDraftForm(DraftForm):
    """Another text for a post that somebody has begun."""

    revision = forms.IntegerField(min_value=0, max_value=1_000_000, widget=forms.HiddenInput)


class HideForm(forms.Form):
    """Why a post is hidden."""

    reason = NameFormField(
        label=_("Reason"),
        help_text=_("The author and the managers read it. One sentence is enough."),
        max_length=300,
        widget=forms.TextInput(attrs={"dir": "auto"}),
    )
