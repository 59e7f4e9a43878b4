"""Refusals of accounts, with words for the person who asked."""

from django.utils.translation import gettext_lazy as _


class AccountRefusal(Exception):
    """Something about an account that is not done; `str()` gives the reason, translated."""

    reason = _("This cannot be done.")

    def __str__(self) -> str:
        return str(self.reason)


class LastAdministrator(AccountRefusal):
    """The site would be left without anybody who runs it."""

    reason = _("The last administrator cannot leave. Give the role to somebody else first.")


class NothingToErase(AccountRefusal):
    """There is no open erasure request to take back."""

    reason = _("There is no request to erase your account, so there was nothing to cancel.")
