"""What accounts and the libraries below it keep of a person: entries of the register in core.privacy."""

from accounts.personal_data import identity, members, wagtail


def register_all() -> None:
    """Enter every model; called once when the apps are ready."""
    members.register()
    identity.register()
    wagtail.register()
