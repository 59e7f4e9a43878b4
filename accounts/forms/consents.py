"""Agreeing to new versions of the terms or the privacy notice."""

from django import forms
from django.utils.functional import lazy
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from accounts.forms.signup_fields import document_links


class ConsentForm(forms.Form):
    """One box to tick, as at sign-up."""

    consent = forms.BooleanField(
        label=_("I agree to the terms of use and the privacy notice"),
        help_text=lazy(document_links, SafeString)(),
        error_messages={"required": _("To continue, please read both texts and agree to them.")},
    )
