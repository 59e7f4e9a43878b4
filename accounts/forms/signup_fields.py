"""What every sign-up asks besides address and password, by form or through another service."""

import zoneinfo
from typing import TYPE_CHECKING

from django import forms
from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import lazy
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from core.base.fields import NameFormField

CONFIRMED_ADDRESS = "confirmed_address"  # in the session, from the mail's link to the sign-in page

if TYPE_CHECKING:
    from accounts.models import User


def document_links() -> SafeString:
    """Return the sentence with links to the terms and the privacy notice, in the reader's language."""
    sentence = gettext(
        'Read the <a href="{terms}" target="_blank">terms of use</a> and the '
        '<a href="{privacy}" target="_blank">privacy notice</a>. They open beside this page.'
    )
    language = get_language()
    return format_html(
        sentence,
        terms=f"/{language}/{settings.TERMS_PAGE}/",
        privacy=f"/{language}/{settings.PRIVACY_PAGE}/",
    )


class SignupFields(forms.Form):
    """Name, agreement and (when scripts run) the time zone; the language is the page's."""

    display_name = NameFormField(
        label=_("Name shown to others"),
        max_length=80,
        help_text=_("Your name as you want to be called here. You can change it later."),
        widget=forms.TextInput(attrs={"autocomplete": "name", "dir": "auto"}),
    )
    consent = forms.BooleanField(
        label=_("I agree to the terms of use and the privacy notice"),
        help_text=lazy(document_links, SafeString)(),
        error_messages={"required": _("To join, please read both texts and agree to them.")},
    )
    time_zone = forms.CharField(required=False, widget=forms.HiddenInput(attrs={"data-time-zone": ""}))

    def clean_time_zone(self) -> str:
        """Return a known zone; anything else counts as empty, since a script filled it in."""
        zone = self.cleaned_data["time_zone"]
        return zone if zone in zoneinfo.available_timezones() else "UTC"

    def signup(self, request: HttpRequest, user: "User") -> None:
        """Store the consent; allauth calls it in the transaction that makes the user."""
        from accounts.services.consents import give_consent  # models are not ready at import

        give_consent(user)
