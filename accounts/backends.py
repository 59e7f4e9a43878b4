"""Signing in by password, in whichever Unicode form it is typed."""

from typing import Any

from allauth.account.auth_backends import AuthenticationBackend as AllauthBackend
from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.hashers import check_password
from django.http import HttpRequest

from accounts.models import User
from accounts.passwords import opaque_string, password_forms


class AuthenticationBackend(AllauthBackend):  # type: ignore[misc]
    """allauth's backend; passwords stored in another form are stored anew when they open an account."""

    def authenticate(self, request: HttpRequest | None, **credentials: Any) -> User | None:
        """Return the member, or None."""
        user: User | None = super().authenticate(request, **credentials)
        if user is not None:
            _store_in_kept_form(request, user, credentials["password"])
        return user

    def _mitigate_timing_attack(self, password: str) -> None:
        """Hash as often for an unknown address as `User.check_password` does for a wrong password."""
        for _form in password_forms(password):
            super()._mitigate_timing_attack(password)


def _store_in_kept_form(request: HttpRequest | None, user: User, password: str) -> None:
    """Store the password anew unless its kept form opens the account; a session that asks stays signed in."""
    if len(password_forms(password)) == 1 or check_password(opaque_string(password), user.password):
        return
    user.set_password(password)
    user.save(update_fields=["password"])
    present = getattr(request, "user", None)
    if request is not None and present is not None and present.pk == user.pk:
        update_session_auth_hash(request, user)
