"""What learning registers with the apps below it."""

from django.utils.translation import gettext_lazy as _

from cop.thread_sources import THREAD_SOURCES, ThreadSource
from core.base.personal_data_registry import PERSONAL_DATA
from core.mail.previews import MAIL_SAMPLES
from core.web.caching.changes import NOTHING, PAGES, TABLE_USES, TableUse
from core.web.page_facts import PAGE_FACTS, PageFacts
from learning.mail_previews import SAMPLES
from learning.models import CoursePage, LessonPage, ModulePage
from learning.personal_data import ENTRIES
from learning.selectors.discussions import LESSON, lesson_origins
from learning.selectors.tagged_items import catalogue_about, courses_about
from learning.services.page_facts import write_lesson_facts
from vocabularies.tagged_models import TAGGED_MODELS, TaggedModel


def register() -> None:
    """Register lessons as sources of threads, tagged courses, personal data, samples of mails, facts and
    uses of tables."""
    THREAD_SOURCES.register(ThreadSource(LESSON, lesson_origins))
    TAGGED_MODELS.register(TaggedModel(CoursePage, "tags", _("Courses"), courses_about, catalogue_about))
    for entry in ENTRIES:
        PERSONAL_DATA.register(entry)
    for sample in SAMPLES:
        MAIL_SAMPLES.register(sample)
    PAGE_FACTS.register(PageFacts("published lessons", (ModulePage, LessonPage), write_lesson_facts))
    TABLE_USES.register(TableUse("learning", PAGES))
    for model in ("enrolment", "lessonprogress"):
        TABLE_USES.register(TableUse(f"learning.{model}", NOTHING))
