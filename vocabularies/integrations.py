"""What vocabularies registers with the apps below it."""

from core.web.caching.changes import CONTENT, TABLE_USES, TableUse


def register() -> None:
    """Register that concepts and their labels are content."""
    TABLE_USES.register(TableUse("vocabularies", CONTENT))
