"""What core.realtime registers."""

from core.base.personal_data_registry import PERSONAL_DATA
from core.realtime import personal_data


def register() -> None:
    """Register the personal data of the event log."""
    PERSONAL_DATA.register(personal_data.EVENTS)
