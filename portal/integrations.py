"""What portal registers with the apps below it."""

from core.web.caching.changes import NOTHING, PAGES, SITE, TABLE_USES, TableUse


def register() -> None:
    """Register that pages, announcements, header and footer are content."""
    TABLE_USES.register(TableUse("portal", PAGES))
    for model in ("announcement", "announcementtext", "sitechrome", "sitechrometext"):
        TABLE_USES.register(TableUse(f"portal.{model}", SITE))
    TABLE_USES.register(TableUse("portal.demostate", NOTHING))
