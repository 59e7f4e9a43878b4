"""Accounts: who a person is."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    name = "accounts"
    verbose_name = _("Accounts")

    def ready(self) -> None:
        """Enter what is kept of people into the register, and the system checks; listen for ended rights."""
        from accounts import mail_previews, session_signals
        from accounts.personal_data import register_all

        register_all()
        mail_previews.register_all()
        session_signals.listen()
