"""The catalogue and its courses."""

from typing import Any

from django.db import models
from django.http import Http404, HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, HelpPanel, MultiFieldPanel
from wagtail.fields import RichTextField, StreamField
from wagtail.url_routing import RouteResult
from wagtail_localize.fields import SynchronizedField

from learning import drawings
from learning.blocks import BulletListBlock
from learning.blocks.text import PLAIN
from learning.enums import Level
from learning.models.lessons import LessonPage
from learning.models.modules import ModulePage
from learning.models.pages import LearningPage
from vocabularies.fields import PageConceptsField, synchronized
from vocabularies.panels import ConceptsPanel

TAGS = (
    "gbf-targets",
    "cbd-subjects",
    "sdgs",
    "countries",
    "m49-regions",
    "un-regional-groups",
    "km-processes",
    "audiences",
)


class CoursesPage(LearningPage):
    """The catalogue of one site in one language; its courses are its children."""

    view = "learning.views.catalogue_show"
    text_fields = (*LearningPage.text_fields, "intro")
    subpage_types = ["learning.CoursePage"]

    intro = RichTextField(_("introduction"), blank=True, features=PLAIN)

    content_panels = [*LearningPage.content_panels, FieldPanel("intro")]

    class Meta:
        verbose_name = _("course catalogue")
        verbose_name_plural = _("course catalogues")

    @classmethod
    def can_create_at(cls, parent: Any) -> bool:
        """One catalogue for each home page, so one for each site and language."""
        home_path = parent.path[: 2 * cls.steplen]
        return super().can_create_at(parent) and not cls.objects.filter(path__startswith=home_path).exists()

    def route(self, request: HttpRequest, path_components: list[str]) -> RouteResult:
        """Find a course, module or lesson below in one query; Wagtail would take two for each level."""
        kinds: dict[int, type[LearningPage]] = {1: CoursePage, 2: ModulePage, 3: LessonPage}
        kind = kinds.get(len(path_components))
        if kind is None:
            return super().route(request, path_components)
        address = "/".join(path_components)
        pages = kind.objects.live().select_related("locale", "alias_of__locale")
        page = pages.filter(path__startswith=self.path, url_path=f"{self.url_path}{address}/").first()
        if page is None:
            raise Http404
        return RouteResult(page)


class CoursePage(LearningPage):
    """A course: modules of lessons. Its `translation_key` is the same in all languages."""

    view = "learning.views.course_show"
    text_fields = (*LearningPage.text_fields, "summary", "about", "audience", "outcomes")
    parent_page_types = ["learning.CoursesPage"]
    subpage_types = ["learning.ModulePage"]

    summary = models.CharField(
        _("summary"), max_length=200, help_text=_("One or two sentences for the catalogue.")
    )
    about = RichTextField(
        _("about this course"),
        blank=True,
        features=["h3", *PLAIN],
        help_text=_("For whom it is, how long it takes, how it works, what one gets."),
    )
    level = models.CharField(_("level"), max_length=20, choices=Level.choices, default=Level.INTRODUCTORY)
    audience = StreamField(BulletListBlock(), verbose_name=_("for whom"), blank=True)
    outcomes = StreamField(
        BulletListBlock(),
        verbose_name=_("outcomes"),
        blank=True,
        help_text=_("What a reader can do afterwards. Begin each line with a verb."),
    )
    drawing = models.CharField(
        _("drawing"), max_length=80, choices=drawings.choices, blank=True, help_text=_("Shown as the cover.")
    )
    # The version that was written first decides for all languages: learning.services.threads.
    community = models.ForeignKey(
        "cop.Community",
        verbose_name=_("community"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        help_text=_(
            "Each lesson gets a thread there. The version of the course that was written first decides "
            "for all languages."
        ),
    )

    # The version that was written first decides here, too: learning.signals.
    tags = PageConceptsField(
        _("concepts"),
        schemes=TAGS,
        help_text=_(
            "What the course is about, where, and for whom: it is found by these, and by all that is wider. "
            "The version of the course that was written first decides for all languages."
        ),
    )

    override_translatable_fields = [
        SynchronizedField("community", overridable=False),
        synchronized("tags"),
    ]

    content_panels = [
        *LearningPage.content_panels,
        FieldPanel("summary"),
        MultiFieldPanel([FieldPanel("level"), FieldPanel("drawing")], heading=_("Facts")),
        FieldPanel("about"),
        FieldPanel("audience"),
        FieldPanel("outcomes"),
        ConceptsPanel("tags"),
        FieldPanel("community"),
        HelpPanel(
            _(
                "The modules are the pages below this one, and the lessons below each module. "
                "Drag them into order in the explorer: what learners have read stays read."
            )
        ),
    ]

    class Meta:
        verbose_name = _("course")
        verbose_name_plural = _("courses")

    @property
    def cover(self) -> drawings.Drawing | None:
        """The cover drawing, or None."""
        return drawings.find(self.drawing) if self.drawing else None
