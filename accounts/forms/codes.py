"""One-time codes: allauth's forms, with our words."""

from allauth.account import forms as account_forms
from allauth.account.adapter import get_adapter
from allauth.core import context, ratelimit
from allauth.mfa.base import forms as allauth_forms
from allauth.mfa.totp.forms import ActivateTOTPForm as AllauthActivateTOTPForm
from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.forms.authentication import PlaceholderFreeMixin
from accounts.known_devices import known_device
from core.base.fields import CodeFormField


class CodeForm(PlaceholderFreeMixin, forms.Form):
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

    def clean_code(self) -> str:
        """Return the code; a browser that the member used before is not hindered by the guesses of others.

        allauth counts the wrong codes of an account. Such a browser has a count of its own, equally strict,
        and each of its attempts starts the common count again.
        """
        device = known_device(context.request, self.user.email)
        common = f"mfa-auth-user-{self.user.pk}"  # allauth.mfa.base.internal.flows.check_rate_limit
        own = f"{common}:{device}"
        if device:
            if not ratelimit.consume(context.request, action="login_failed", key=own):
                raise get_adapter().validation_error("too_many_login_attempts")
            ratelimit.clear(context.request, action="login_failed", key=common)
        code: str = super().clean_code()
        if device:
            ratelimit.clear(context.request, action="login_failed", key=own)
        return code


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
