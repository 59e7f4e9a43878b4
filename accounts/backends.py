"""Signing in by password, in whichever Unicode form it is typed."""

from allauth.account.auth_backends import AuthenticationBackend as AllauthBackend

from accounts.passwords import password_forms


class AuthenticationBackend(AllauthBackend):  # type: ignore[misc]
    """allauth's backend, which takes as long for an unknown address as for a wrong password."""

    def _mitigate_timing_attack(self, password: str) -> None:
        """Hash as often for an unknown address as `User.check_password` does for a wrong password."""
        for _form in password_forms(password):
            super()._mitigate_timing_attack(password)
