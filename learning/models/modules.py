"""Modules."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.fields import StreamField

from learning.blocks import BulletListBlock
from learning.models.pages import LearningPage


class ModulePage(LearningPage):
    """A part of a course; its lessons are its children."""

    view = "learning.views.module_show"
    text_fields = (*LearningPage.text_fields, "summary", "outcomes")
    parent_page_types = ["learning.CoursePage"]
    subpage_types = ["learning.LessonPage"]

    summary = models.CharField(_("summary"), max_length=200)
    outcomes = StreamField(BulletListBlock(), verbose_name=_("outcomes"), blank=True)

    content_panels = [*LearningPage.content_panels, FieldPanel("summary"), FieldPanel("outcomes")]

    class Meta:
        verbose_name = _("module")
        verbose_name_plural = _("modules")
