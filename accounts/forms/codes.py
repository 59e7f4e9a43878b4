"""One-time codes: allauth's forms, with our words."""

from allauth.account import forms as account_forms
from allauth.mfa.base import forms as allauth_forms
from allauth.mfa.totp.forms import ActivateTOTPForm as AllauthActivateTOTPForm
from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.forms.entrance import Plain
from core.fields import CodeFormField


class CodeForm(Plain, forms.Form):
    """Takes the code however it is typed: any digits, spaces and dashes."""

    code = CodeFormField(
        widget=forms.TextInput(
            attrs={
                "autocomplete": "one-time-code",
                "inputmode": "numeric",
                "dir": "ltr",
                "spellcheck": "false",
            }
        )
    )


class AuthenticateForm(CodeForm, allauth_forms.AuthenticateForm):  # type: ignore[misc]
    """The second step of signing in, by code."""

    labels = {"code": _("Code from the app, or a recovery code")}


class ReauthenticateForm(CodeForm, allauth_forms.ReauthenticateForm):  # type: ignore[misc]
    """Asks for a code again before something that matters."""

    labels = {"code": _("Code from the app, or a recovery code")}


class ActivateTOTPForm(CodeForm, AllauthActivateTOTPForm):  # type: ignore[misc]
    """Proves that the app was set up."""

    labels = {"code": _("The six digits the app shows now")}


class ConfirmReauthenticationCodeForm(CodeForm, account_forms.ConfirmReauthenticationCodeForm):  # type: ignore[misc]
    """Asks for the code that was mailed, which has letters too, before something that matters."""

    code = CodeFormField(
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "dir": "ltr", "spellcheck": "false"})
    )

    labels = {"code": _("Code from the mail")}
