"""Forms of accounts."""

from typing import Any

from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _


class SignupFields(forms.Form):
    """What sign-up asks besides address and password."""

    display_name = forms.CharField(label=_("Name shown to others"), max_length=120)

    def signup(self, request: HttpRequest, user: Any) -> None:
        """Called by allauth once the user row is made."""
        user.display_name = self.cleaned_data["display_name"]
        user.save(update_fields=["display_name"])
