"""What vocabularies registers with the apps below it."""

from core.web.caching.changes import TABLE_USES, TableUse
from vocabularies.enums import VOCABULARIES


def register() -> None:
    """Register that concepts and their labels are content."""
    TABLE_USES.register(TableUse("vocabularies", VOCABULARIES))
