"""What core.mail registers."""

from core.base.personal_data_registry import PERSONAL_DATA
from core.mail import personal_data
from core.web.caching.changes import NOTHING, TABLE_USES, TableUse


def register() -> None:
    """Register the personal data of mails, and that no page shows them."""
    PERSONAL_DATA.register(personal_data.MAILS)
    TABLE_USES.register(TableUse("mail", NOTHING))
