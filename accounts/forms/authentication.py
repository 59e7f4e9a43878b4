"""The forms through which people come in: allauth's, with our words."""

from typing import Any

from allauth.account import forms as allauth_forms
from allauth.account.internal.userkit import filter_users_by_email
from allauth.account.models import EmailAddress
from django import forms
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from accounts.forms.signup_fields import CONFIRMED_ADDRESS
from accounts.models import User
from accounts.password_validation import UserAttributeSimilarityValidator
from core.base.fields import EmailFormField, KnownEmailFormField


class PlaceholderFreeMixin:
    """Drops placeholders, which repeat the labels; names and normalises the address as everywhere else."""

    fields: dict[str, forms.Field]
    address_field: type[EmailFormField] = EmailFormField
    labels: dict[str, Any] = {"email": _("E-mail address"), "login": _("E-mail address")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            if isinstance(field, forms.EmailField):
                # allauth makes some of its fields in __init__, and sets their label and need there.
                self.fields[name] = field = self.address_field(
                    label=field.label, required=field.required, widget=field.widget
                )
            field.widget.attrs.pop("placeholder", None)
            field.label = self.labels.get(name, field.label)


def owners_among(users: list[User], address: str) -> list[User]:
    """Return those of the users whose address it is; to be waiting to change to it does not count."""
    rows = EmailAddress.objects.filter(user__in=users, email=address, verified=True)
    confirmed = set(rows.values_list("user_id", flat=True))
    return [user for user in users if user.email == address or user.pk in confirmed]


class NewAddressMixin:
    """Does not take an address for one with an account because a member has entered it as a change."""

    account_already_exists: bool

    def validate_unique_email(self, value: str) -> str:
        """Return the address, having noted whether it has an account."""
        address: str = super().validate_unique_email(value)  # type: ignore[misc]
        if self.account_already_exists and not owners_among(filter_users_by_email(address), address):
            self.account_already_exists = False
        return address


class SignupForm(PlaceholderFreeMixin, NewAddressMixin, allauth_forms.SignupForm):  # type: ignore[misc]
    """Sign-up by address and password."""

    field_order = ["display_name", "email", "password1", "consent", "time_zone"]

    def clean(self) -> dict[str, Any]:
        """Refuse also a password that is much like the name."""
        cleaned: dict[str, Any] = super().clean()
        password, name = cleaned.get("password1"), cleaned.get("display_name")
        if password and name:
            try:
                UserAttributeSimilarityValidator(["display_name"]).validate(password, User(display_name=name))
            except ValidationError as error:
                self.add_error("password1", error)
        return cleaned

    def try_save(self, request: HttpRequest) -> tuple[User | None, HttpResponse | None]:
        """Make the account whole or not at all.

        Of two sign-ups for one address at the same moment the later is answered like one for a
        taken address: same page, and a mail to the owner. For a taken address, too, a password is
        hashed: nobody learns from the time it takes who has an account.
        """
        if self.account_already_exists:
            User().set_password(self.cleaned_data["password1"])
        try:
            with transaction.atomic():
                return super().try_save(request)
        except IntegrityError:
            self.account_already_exists = True
            return super().try_save(request)


class LoginForm(PlaceholderFreeMixin, allauth_forms.LoginForm):  # type: ignore[misc]
    """Sign-in by address and password; after a mail's link was followed, its address is filled in once."""

    address_field = KnownEmailFormField

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.request is not None and not self.is_bound:
            self.fields["login"].initial = self.request.session.pop(CONFIRMED_ADDRESS, None)


class ResetPasswordForm(PlaceholderFreeMixin, allauth_forms.ResetPasswordForm):  # type: ignore[misc]
    """Asks where to send the link for a new password."""

    address_field = KnownEmailFormField

    def clean_email(self) -> str:
        """Return the address, and find its members: the adapter would apply the rules for new addresses."""
        address: str = self.cleaned_data["email"]
        users = filter_users_by_email(address, is_active=True, prefer_verified=True, for_login=True)
        self.users = owners_among(users, address)
        return address


class ReauthenticateForm(PlaceholderFreeMixin, allauth_forms.ReauthenticateForm):  # type: ignore[misc]
    """Asks for the password again before something that matters."""


class AddEmailForm(PlaceholderFreeMixin, allauth_forms.AddEmailForm):  # type: ignore[misc]
    """Asks for the new address."""

    labels = {"email": _("New e-mail address")}


class ChangePasswordForm(PlaceholderFreeMixin, allauth_forms.ChangePasswordForm):  # type: ignore[misc]
    """Changes the password of a member who has one."""


class SetPasswordForm(PlaceholderFreeMixin, allauth_forms.SetPasswordForm):  # type: ignore[misc]
    """Gives a password to a member who came through another service."""


class ResetPasswordKeyForm(PlaceholderFreeMixin, allauth_forms.ResetPasswordKeyForm):  # type: ignore[misc]
    """Sets the new password behind the mailed link."""
