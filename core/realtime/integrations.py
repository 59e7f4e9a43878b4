"""What core.realtime registers."""

from core.base.personal_data_registry import PERSONAL_DATA
from core.realtime import personal_data
from core.realtime.event_reader import last_sequence_of
from core.web.caching.changes import NOTHING, TABLE_USES, TableUse
from core.web.caching.versions import VERSION_READERS, VersionReader


def register() -> None:
    """Register the personal data of the event log, and that writing to it changes no page by itself."""
    PERSONAL_DATA.register(personal_data.EVENTS)
    TABLE_USES.register(TableUse("realtime", NOTHING))
    VERSION_READERS.register(VersionReader("space", last_sequence_of))
