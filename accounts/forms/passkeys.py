"""Passkeys: allauth's forms, with the origin compared to the site's own address."""

from collections.abc import Iterator
from contextlib import contextmanager
from ipaddress import ip_address
from typing import Any
from urllib.parse import urlsplit

from allauth.mfa.adapter import get_adapter
from allauth.mfa.webauthn import forms as allauth_forms
from django import forms
from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from fido2.utils import websafe_decode
from fido2.webauthn import CollectedClientData

from core.base.fields import NameFormField


def site_origin() -> str:
    """Return scheme, host and port of SITE_URL, the only origin whose passkeys are taken."""
    parts = urlsplit(settings.SITE_URL)
    return f"{parts.scheme}://{parts.netloc}"


def page_for_passkeys(request: HttpRequest) -> str | None:
    """Return where the page of this request can ask for passkeys: empty for here, None for nowhere.

    Browsers ask for them on https or localhost only, never at a number such as 127.0.0.1 (WebAuthn, 5.1.3),
    and the site takes those of its own origin.
    """
    site = urlsplit(settings.SITE_URL)
    host = str(site.hostname)
    if host != "localhost" and (site.scheme != "https" or _is_number(host)):
        return None
    here = f"{request.scheme}://{request.get_host()}"
    return "" if here == site_origin() else site_origin() + request.get_full_path()


def _is_number(host: str) -> bool:
    try:
        return bool(ip_address(host))
    except ValueError:
        return False


def check_origin(credential: Any) -> None:
    """Raise ValidationError unless the browser made the credential on the site's own origin.

    The library accepts any subdomain of the domain that passkeys are bound to, and strangers'
    course packages live on one.
    """
    client_data = CollectedClientData(websafe_decode(credential["response"]["clientDataJSON"]))
    if client_data.origin != site_origin():
        raise get_adapter().validation_error("incorrect_code")


@contextmanager
def malformed_is_refused() -> Iterator[None]:
    """Turn what the library throws at a credential of the wrong shape into a form error."""
    try:
        yield
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise get_adapter().validation_error("incorrect_code") from error


class CredentialField(forms.JSONField):
    """The JSON a browser made of a passkey; what is too long or too deep for one is no credential."""

    widget = forms.HiddenInput
    LONGEST = 64 * 1024  # characters; attestations with certificates stay below 16,000

    def to_python(self, value: Any) -> Any:
        """Return the parsed value; ValidationError for what is no JSON or cannot be a credential."""
        try:
            if len(value or "") <= self.LONGEST:
                return super().to_python(value)
        except RecursionError:
            pass
        raise get_adapter().validation_error("incorrect_code")

    def bound_data(self, data: Any, initial: Any) -> Any:
        """Show nothing again: a credential is good for one answer only."""
        return None


class FromOwnOrigin(forms.Form):
    """Checks the origin before allauth checks the signature."""

    credential = CredentialField()

    def clean_credential(self) -> Any:
        """Return what the parent makes of the credential."""
        with malformed_is_refused():
            check_origin(self.cleaned_data["credential"])
            parent = getattr(super(), "clean_credential", None)
            return parent() if parent else self.cleaned_data["credential"]


class AddPasskeyForm(FromOwnOrigin, allauth_forms.AddWebAuthnForm):  # type: ignore[misc]
    """Adds a passkey or a security key."""

    name = NameFormField(
        label=_("Name of this key"),
        required=False,
        max_length=80,
        help_text=_("So that you recognise it later, for example: my phone."),
    )
    passwordless = forms.BooleanField(
        label=_("Sign in with this key alone, without a password"),
        required=False,
        initial=True,
        help_text=_("The key then asks for your fingerprint, your face or its own PIN."),
    )

    def clean(self) -> dict[str, Any] | None:
        """Return the cleaned data; the parent completes the registration here."""
        with malformed_is_refused():
            return super().clean()


class EditPasskeyForm(allauth_forms.EditWebAuthnForm):  # type: ignore[misc]
    """Renames a key."""

    name = NameFormField(label=_("Name of this key"), max_length=80)


class LoginPasskeyForm(FromOwnOrigin, allauth_forms.LoginWebAuthnForm):  # type: ignore[misc]
    """Sign-in with a passkey alone."""


class AuthenticatePasskeyForm(FromOwnOrigin, allauth_forms.AuthenticateWebAuthnForm):  # type: ignore[misc]
    """The second step of signing in, by key."""


class ReauthenticatePasskeyForm(FromOwnOrigin, allauth_forms.ReauthenticateWebAuthnForm):  # type: ignore[misc]
    """Asks for the key again before something that matters."""
