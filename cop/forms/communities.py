"""A community's own words, asking to join it, and removing somebody from it."""

from django import forms
from django.utils.translation import gettext_lazy as _

from cop.forms.fields import writing_area
from cop.models import Community
from core.base.fields import NameFormField, TextFormField


class CommunityForm(forms.ModelForm):  # type: ignore[type-arg]
    """What a community says of itself. Its address and who may join are the operators' to change."""

    class Meta:
        model = Community
        fields = ["name", "summary", "description", "tags"]
        help_texts = {
            "description": _(
                "The purpose of the community, who it is for, and its rules. You can use Markdown."
            ),
        }
        widgets = {
            "name": forms.TextInput(attrs={"dir": "auto"}),
            "summary": forms.TextInput(attrs={"dir": "auto"}),
            "description": writing_area(rows=14),
        }


class JoinForm(forms.Form):
    """Asking to join."""

    note = TextFormField(
        label=_("Who you are and why you would like to join"),
        help_text=_("Only the managers of this community read it."),
        max_length=1_000,
        required=False,
        widget=writing_area(rows=4),
    )


class RemovalForm(forms.Form):
    """Removing a member."""

    reason = NameFormField(
        label=_("Reason"),
        help_text=_("Kept in the record of decisions."),
        max_length=300,
        required=False,
        widget=forms.TextInput(attrs={"dir": "auto"}),
    )
