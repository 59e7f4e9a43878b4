"""Writing the facts of lessons when pages change; `core.web.page_facts` says when."""

from typing import Any
from uuid import UUID

from django.conf import settings
from django.db.models import Q
from wagtail.models import Page

from core.web.page_facts import ChangedPage
from core.web.translation_status import annotate_incomplete, incomplete_translations
from learning.models import LessonFacts, LessonPage, ModulePage

FIELDS = ("module", "course", "lesson_key", "minutes", "language", "is_translated")


def write_lesson_facts(page: ChangedPage | None) -> int:
    """Correct the facts that follow from one page, or with None those of all lessons.

    Return how many lessons have facts, of those it has looked at.
    """
    lessons, stored = LessonPage.objects.all(), LessonFacts.objects.all()
    if page is not None:
        lessons = lessons.filter(_follows_from(page))
        stored = stored.filter(page__in=list(lessons.values_list("pk", flat=True)))
    found = _facts(lessons.live())
    known = {facts.pk: facts for facts in stored}
    if gone := known.keys() - found.keys():
        LessonFacts.objects.filter(pk__in=gone).delete()
    changed = [
        facts for pk, facts in found.items() if pk not in known or _values(facts) != _values(known[pk])
    ]
    # Two who publish the same lesson in two languages at once may both write the facts of both.
    LessonFacts.objects.bulk_create(
        changed, update_conflicts=True, unique_fields=["page"], update_fields=FIELDS
    )
    return len(found)


def _follows_from(page: ChangedPage) -> Q:
    """Find the lesson with its copies; when a module was moved, the lessons in it."""
    own = Q(translation_key=page.key, locale=page.locale)
    found = own | Q(alias_of__translation_key=page.key, alias_of__locale=page.locale)
    for path in ModulePage.objects.filter(own).values_list("path", flat=True) if page.is_moved else ():
        found |= Q(path__startswith=path)
    return found


def _values(facts: LessonFacts) -> dict[str, Any]:
    return {field.name: field.value_from_object(facts) for field in LessonFacts._meta.concrete_fields}


def _facts(lessons: Any) -> dict[int, LessonFacts]:
    """Return the facts of lessons that are in a module of a course."""
    lessons = list(lessons.with_language().defer("body", "outcomes").order_by("pk"))
    paths = {lesson.path[: -level * lesson.steplen] for lesson in lessons for level in (1, 2)}
    places = dict(Page.objects.filter(path__in=paths).values_list("path", "pk"))
    begun = incomplete_translations(map(_source_key, lessons))
    annotate_incomplete(lessons, begun)
    found = {}
    for lesson in lessons:
        module, course = (places.get(lesson.path[: -level * lesson.steplen]) for level in (1, 2))
        if module and course:
            found[lesson.pk] = LessonFacts(
                page_id=lesson.pk,
                module_id=module,
                course_id=course,
                lesson_key=lesson.translation_key,
                minutes=lesson.minutes,
                language=lesson.content_language,
                is_translated=_is_translated(lesson, begun),
            )
    return found


def _source_key(lesson: LessonPage) -> UUID:
    key: UUID = (lesson.alias_of if lesson.alias_of_id else lesson).translation_key
    return key


def _is_translated(lesson: LessonPage, begun: dict[tuple[UUID, int], str]) -> bool:
    """Return whether its text is in its own language. A copy in another course is as its source."""
    if lesson.alias_of_id and lesson.alias_of.locale_id != lesson.locale_id:
        return False
    is_first = lesson.locale.language_code == settings.LANGUAGE_CODE
    return is_first or (_source_key(lesson), lesson.locale_id) not in begun
