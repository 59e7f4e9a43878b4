"""Lessons."""

from typing import Any, Self

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.fields import StreamField
from wagtail.models import Page

from core.web.caching.fragments import remember
from learning.blocks import BulletListBlock, LessonBody
from learning.lesson_sections import Section, sections
from learning.models.pages import LearningPage

LEVELS_BELOW_COURSE = 2


class LessonPage(LearningPage):
    """A lesson: what a learner reads in one sitting."""

    view = "learning.views.lesson_show"
    text_fields = (*LearningPage.text_fields, "summary", "outcomes", "body")
    parent_page_types = ["learning.ModulePage"]
    subpage_types: list[str] = []

    summary = models.CharField(_("summary"), max_length=200)
    minutes = models.PositiveSmallIntegerField(
        _("minutes"),
        default=10,
        validators=[MinValueValidator(1), MaxValueValidator(240)],
        help_text=_("How long a careful reader needs, with a little time to think."),
    )
    is_open = models.BooleanField(
        _("open to everyone"),
        default=True,
        help_text=_("Otherwise only members who have joined the course can read it."),
    )
    outcomes = StreamField(BulletListBlock(), verbose_name=_("outcomes"), blank=True)
    body = StreamField(LessonBody(), verbose_name=_("lesson"), blank=True)

    content_panels = [
        *LearningPage.content_panels,
        FieldPanel("summary"),
        MultiFieldPanel([FieldPanel("minutes"), FieldPanel("is_open")], heading=_("Facts")),
        FieldPanel("outcomes"),
        FieldPanel("body"),
    ]

    class Meta:
        verbose_name = _("lesson")
        verbose_name_plural = _("lessons")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(minutes__gte=1, minutes__lte=240), name="learning_lesson_minutes_in_range"
            )
        ]

    def can_share_text(self, version: Self) -> bool:
        """Not to a lesson that only members of the course may open, when this one is open to everyone."""
        return (version.is_open or not self.is_open) and super().can_share_text(version)

    @cached_property
    def sections(self) -> list[Section]:
        """The headings of the text that is shown, found once."""
        if self.pk is None:
            return sections(self.body)
        return remember("learning.sections", [self.pk, self.text_language], lambda: sections(self.body))

    @property
    def course_path(self) -> str:
        """The tree path of its course."""
        return self.path[: -LEVELS_BELOW_COURSE * self.steplen]

    @cached_property
    def course_key(self) -> Any:
        """The key (UUID) of its course, the same in all languages."""
        keys = Page.objects.filter(path=self.course_path).values_list("translation_key", flat=True)
        return keys.first()
