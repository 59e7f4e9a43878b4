"""The slow way to what `core.web.page_facts` and `learning` store: counted from the pages."""

from collections import Counter, defaultdict
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db.models import Count, Exists, F, IntegerField, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from wagtail.models import Locale, Page
from wagtail_localize.models import StringSegment, StringTranslation, Translation

from accounts.models import AnyUser
from learning.models import CoursePage, LessonPage
from learning.querysets import closed_to


def incomplete_translations() -> dict[tuple[UUID, int], int]:
    """Return the translations with fewer than half of their strings done, with the locale of their source."""
    done = StringTranslation.objects.filter(
        translation_of_id=OuterRef("string_id"),
        context_id=OuterRef("context_id"),
        locale_id=OuterRef(OuterRef("target_locale_id")),
        has_error=False,
    )
    strings = StringSegment.objects.filter(source_id=OuterRef("source_id")).order_by().values("source_id")
    every = strings.annotate(number=Count("pk")).values("number")
    translated = strings.annotate(number=Count("pk", filter=Q(Exists(done)))).values("number")
    begun = Translation.objects.filter(enabled=True).annotate(
        strings=Coalesce(Subquery(every, output_field=IntegerField()), 0),
        translated=Coalesce(Subquery(translated, output_field=IntegerField()), 0),
    )
    rows = begun.filter(strings__gt=F("translated") * 2).order_by("pk")
    found = rows.values_list("source__object_id", "target_locale_id", "source__locale_id")
    return {(key, locale): source for key, locale, source in found}


class _Slow:
    """What both share: `begun` are the incomplete translations."""

    def __init__(self, page: Page, user: AnyUser, begun: dict[tuple[UUID, int], int]) -> None:
        self.page, self.user, self.begun = page, user, begun
        self.codes = dict(Locale.objects.values_list("pk", "language_code"))

    def _language(self, page: Any) -> str:
        source = self._source_locale(page) if page.alias_of_id is None else None
        shown = page.alias_of if page.alias_of_id else page
        return self.codes[source or shown.locale_id]

    def _source_locale(self, page: Any, key: UUID | None = None) -> int | None:
        if page.locale.language_code == settings.LANGUAGE_CODE:
            return None
        return self.begun.get((key or page.translation_key, page.locale_id))


class Outline(_Slow):
    """The lessons of a course."""

    def lessons(self) -> list[tuple[int, str]]:
        """Return the id and the language of each visible lesson."""
        lessons = LessonPage.objects.visible_to(self.user, below=self.page).in_published(levels=1)
        return [(lesson.pk, self._language(lesson)) for lesson in lessons.under(self.page, levels=2)]


class Catalogue(_Slow):
    """The entries of a catalogue as they are counted without facts, and without a learner's progress."""

    def entries(self) -> list[tuple[Any, ...]]:
        """Return for each course: id, language, languages it is written in, minutes, lessons, and how many
        of them are written in each language."""
        wanted = CoursePage.objects.under(self.page, levels=1).visible_to(self.user, below=self.page)
        versions = (
            CoursePage.objects.live()
            .filter(translation_key__in=wanted.order_by().values("translation_key"))
            .annotate(is_wanted=Exists(wanted.order_by().filter(pk=OuterRef("pk"))))
            .filter(Q(is_wanted=True) | ~closed_to(self.user))
            .with_language()
            .order_by("path")
        )
        written: dict[UUID, set[str]] = defaultdict(set)
        for version in versions:
            if self._is_written(version):
                written[version.translation_key].add(version.locale.language_code)
        found = []
        for course in (version for version in versions if version.is_wanted):
            lessons = self._lessons(course)
            keys = {lesson.translation_key for lesson in lessons}
            minutes = sum(lesson.minutes for lesson in lessons)
            languages = sorted(written[course.translation_key])
            counted = self._translated(keys)
            found.append((course.pk, self._language(course), languages, minutes, len(lessons), counted))
        return found

    def _is_written(self, page: Any) -> bool:
        copied = page.alias_of_id is not None and page.alias_of.locale_id != page.locale_id
        return not copied and (page.alias_of_id is not None or not self._source_locale(page))

    def _lessons(self, course: Page) -> list[Any]:
        lessons = LessonPage.objects.visible_to(self.user, below=self.page).in_published(levels=1)
        return list(lessons.under(course, levels=2))

    def _translated(self, keys: set[UUID]) -> Counter[str]:
        rows = LessonPage.objects.live().in_published(levels=1).filter(translation_key__in=keys)
        rows = rows.filter(Q(alias_of__isnull=True) | Q(alias_of__locale=F("locale"))).with_language()
        return Counter(
            row.locale.language_code
            for row in rows
            if not self._source_locale(row, row.alias_of.translation_key if row.alias_of_id else None)
        )
