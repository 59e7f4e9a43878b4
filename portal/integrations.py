"""What portal registers with the apps below it."""

from core.web.caching.changes import CONTENT, NOTHING, TABLE_USES, TableUse


def register() -> None:
    """Register that pages, announcements, header and footer are content."""
    TABLE_USES.register(TableUse("portal", CONTENT))
    TABLE_USES.register(TableUse("portal.demostate", NOTHING))
