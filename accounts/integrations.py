"""What accounts registers with the apps below it."""

from accounts.mail_previews import SAMPLES
from accounts.personal_data import identity, members, wagtail
from core.base.personal_data_registry import PERSONAL_DATA
from core.mail.previews import MAIL_SAMPLES


def register() -> None:
    """Register the personal data of accounts and of the libraries below, and the samples of its mails."""
    for entry in (*members.ENTRIES, *identity.ENTRIES, *wagtail.entries()):
        PERSONAL_DATA.register(entry)
    for sample in SAMPLES:
        MAIL_SAMPLES.register(sample)
