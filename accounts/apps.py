"""Accounts: who a person is."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    name = "accounts"
    verbose_name = _("Accounts")

    def ready(self) -> None:
        """Register what other apps find here, and listen for ended rights."""
        from accounts import integrations, session_signals

        integrations.register()
        session_signals.listen()
