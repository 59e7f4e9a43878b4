"""What core.mail registers."""

from core.base.personal_data_registry import PERSONAL_DATA
from core.mail import personal_data


def register() -> None:
    """Register the personal data of mails."""
    PERSONAL_DATA.register(personal_data.MAILS)
