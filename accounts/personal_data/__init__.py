"""The personal data that accounts and the libraries below it hold, for core.base.personal_data_registry."""

from accounts.personal_data import identity, members, wagtail


def register_all() -> None:
    """Enter every model; called once when the apps are ready."""
    members.register()
    identity.register()
    wagtail.register()
