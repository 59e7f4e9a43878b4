"""What core.jobs registers."""

from core.web.caching.changes import NOTHING, TABLE_USES, TableUse


def register() -> None:
    """Register that no page for visitors shows the jobs."""
    TABLE_USES.register(TableUse("jobs", NOTHING))
