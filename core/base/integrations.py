"""What core.base registers."""

from core.base import audit
from core.base.personal_data_registry import PERSONAL_DATA


def register() -> None:
    """Register the personal data of the audit trail."""
    PERSONAL_DATA.register(audit.EVENTS)
