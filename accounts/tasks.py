"""Work of accounts in the background."""

from datetime import timedelta

from accounts.services import erasures, exports, sessions
from core.jobs import job, periodic


@job("accounts.build_export", max_attempts=5, atomic=False)
def build_export(public_id: str) -> None:
    """Make the copy of a member's data that was asked for."""
    exports.build_export(public_id)


@periodic("accounts.sweep_exports", every=timedelta(hours=1), atomic=False)
def sweep_exports() -> None:
    """Delete copies whose time is over."""
    exports.sweep_exports()


@periodic("accounts.remind_of_erasures", every=timedelta(hours=6), atomic=False)
def remind_of_erasures() -> None:
    """Mail those who will be erased soon."""
    erasures.remind_of_erasures()


@periodic("accounts.erase_due", every=timedelta(hours=1), atomic=False)
def erase_due() -> None:
    """Erase those whose day has come."""
    erasures.erase_due()


@periodic("accounts.forget_devices", every=timedelta(days=1), atomic=False)
def forget_devices() -> None:
    """Delete what is kept of devices that are signed out."""
    sessions.forget_devices()
