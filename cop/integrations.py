"""What cop registers with the apps below it."""

from django.utils.translation import gettext_lazy as _

from cop import realtime_space
from cop.enums import COMMUNITIES
from cop.mail_previews import SAMPLES
from cop.models import Community
from cop.personal_data import ENTRIES
from cop.selectors.tagged_items import communities_about
from cop.services.threads import SPACE
from core.base.personal_data_registry import PERSONAL_DATA
from core.mail.previews import MAIL_SAMPLES
from core.realtime.registry import SPACE_KINDS, SpaceKind
from core.web.caching.changes import DISCUSSION, NOTHING, TABLE_USES, TableUse
from vocabularies.tagged_models import TAGGED_MODELS, TaggedModel


def register() -> None:
    """Register the thread as a kind of space, tagged communities, personal data, samples of mails and uses of
    tables."""
    SPACE_KINDS.register(
        SpaceKind(SPACE, realtime_space.audience, realtime_space.render, realtime_space.weigh)
    )
    TAGGED_MODELS.register(TaggedModel(Community, "tags", _("Communities"), communities_about))
    for entry in ENTRIES:
        PERSONAL_DATA.register(entry)
    for sample in SAMPLES:
        MAIL_SAMPLES.register(sample)
    TABLE_USES.register(TableUse("cop", DISCUSSION))
    TABLE_USES.register(TableUse("cop.community", COMMUNITIES, frozenset({"requests_mailed_at"})))
    for model in ("draft", "readmark"):
        TABLE_USES.register(TableUse(f"cop.{model}", NOTHING))
