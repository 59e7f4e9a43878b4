"""What accounts registers with the apps below it."""

from accounts.mail_previews import SAMPLES
from accounts.personal_data import identity, members, wagtail
from core.base.personal_data_registry import PERSONAL_DATA
from core.mail.previews import MAIL_SAMPLES
from core.web.caching.changes import NOTHING, PEOPLE, TABLE_USES, TableUse

# Columns of a member that nobody else sees.
OWN = frozenset({"email", "language", "last_login", "password", "pictures", "text_language", "time_zone"})


def register() -> None:
    """Register the personal data of accounts and of the libraries below, the samples of its mails,
    and that posts show the names of members."""
    for entry in (*members.ENTRIES, *identity.ENTRIES, *wagtail.entries()):
        PERSONAL_DATA.register(entry)
    for sample in SAMPLES:
        MAIL_SAMPLES.register(sample)
    TABLE_USES.register(TableUse("accounts", NOTHING))
    TABLE_USES.register(TableUse("accounts.user", PEOPLE, OWN))
