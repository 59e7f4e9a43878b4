"""Stored facts are what the slow way counts, whatever editors do, and in the same transaction."""

from contextlib import nullcontext, suppress
from io import StringIO
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from wagtail.models import Locale, Page
from wagtail_localize.models import StringTranslation, Translation

from core.web import page_facts
from core.web.caching.versions import reading
from core.web.models import ContentChange, IncompleteTranslation
from learning.models import CoursePage, CoursesPage, LessonFacts, LessonPage
from learning.selectors import course_outline
from learning.selectors.catalogue import entries
from portal.models import HomePage
from portal.services.locales import fill_locales, open_locales
from tests.factories.learning import make_course
from tests.learning import editor_actions as actions
from tests.learning import slow_facts
from tests.nightly import examples
from translations.services.writing import publish_translation

pytestmark = pytest.mark.django_db


def stored() -> dict[Any, int]:
    rows = IncompleteTranslation.objects.values_list("translation_key", "locale_id", "source_locale_id")
    return {(key, locale): source for key, locale, source in rows}


class Expected:
    """What is incomplete: counted again, for each page whose text or translation an action has changed."""

    def __init__(self) -> None:
        self.seen: dict[Any, Any] = {}
        self.incomplete: dict[Any, int] = {}

    def look(self) -> None:
        now = self._states()
        counted = slow_facts.incomplete_translations()
        for pair in {pair for pair in now.keys() | self.seen.keys() if now.get(pair) != self.seen.get(pair)}:
            self.incomplete.pop(pair, None)
            if pair in counted:
                self.incomplete[pair] = counted[pair]
        self.seen = now

    def _states(self) -> dict[Any, Any]:
        states: dict[Any, Any] = {}
        for row in Page.objects.values_list(
            "translation_key", "locale_id", "pk", "live", "alias_of_id", "last_published_at"
        ):
            states[row[:2]] = [row]
        for row in Translation.objects.values_list(
            "source__object_id", "target_locale_id", "pk", "enabled"
        ).order_by("pk"):
            states.setdefault(row[:2], []).append(row)
        return states


def pages_now() -> list[Any]:
    return list(Page.objects.filter(depth__gt=3).order_by("pk").specific())


OFTEN = [actions.submit, actions.translate_strings, actions.publish_strings, actions.publish]
STEPS = st.lists(
    st.tuples(st.sampled_from([*actions.ACTIONS, *OFTEN]), st.integers(0, 50), st.integers(0, 9)), max_size=6
)


@pytest.fixture
def trees(home: HomePage) -> None:
    """Two small courses in English, with copies in French and Arabic."""
    make_course(home, lessons=2)
    make_course(home, lessons=1)
    open_locales(["fr", "ar"], source="en")
    fill_locales()


def lesson_facts() -> dict[int, Any]:
    """Return the stored facts of lessons, without the languages."""
    rows = LessonFacts.objects.values_list("pk", "module_id", "course_id", "lesson_key", "minutes")
    return {pk: facts for pk, *facts in rows}


def check_outlines(courses: list[Any], user: Any, expected: Expected) -> None:
    """Compare the lessons of outlines, and the language of each."""
    for course in courses:
        outline = course_outline(course, user)
        slow = slow_facts.Outline(course, user, expected.incomplete)
        assert slow.lessons() == [(each.lesson.pk, each.lesson.content_language) for each in outline]


def check(expected: Expected, *users: Any) -> None:
    expected.look()
    assert stored() == expected.incomplete
    lessons = [page for page in LessonPage.objects.live() if page.depth > 5]
    assert lesson_facts() == {
        page.pk: [
            page.get_parent().pk, page.get_parent().get_parent().pk, page.translation_key, page.minutes
        ]
        for page in lessons
    }  # fmt: skip
    for page in CoursesPage.objects.all():
        for user in users:
            slow = slow_facts.Catalogue(page, user, expected.incomplete).entries()
            for around in (nullcontext(), reading()):
                with around:
                    found = entries(page, user)
                assert slow == [
                    (each.course.pk, each.language, each.codes, each.minutes, each.lessons, each.translated)
                    for each in found
                ]
                check_outlines([each.course for each in found], user, expected)


@settings(
    max_examples=examples(4, 40),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
    database=None,
)
@given(steps=STEPS)
def test_whatever_editors_do_the_facts_are_right(trees: None, learner: Any, steps: list[Any]) -> None:
    with transaction.atomic():
        expected, users = Expected(), (AnonymousUser(), learner)
        check(expected, *users)
        for action, index, number in steps:
            pages = pages_now()
            page = pages[index % len(pages)]
            if page.alias_of_id and action not in actions.FOR_COPIES:
                continue  # Wagtail has no form for it
            with suppress(ValidationError, Page.DoesNotExist), transaction.atomic():
                action(page, number)
            check(expected, *users)
        page_facts.rebuild()
        assert stored() == slow_facts.incomplete_translations()
        right = list(LessonFacts.objects.order_by("pk").values())
        LessonFacts.objects.all().delete()
        page_facts.rebuild()
        assert list(LessonFacts.objects.order_by("pk").values()) == right
        transaction.set_rollback(True)


def test_strings_count_when_they_are_published(course: CoursePage) -> None:
    open_locales(["fr"], source="en")
    fill_locales()
    french = Locale.objects.get(language_code="fr")
    actions.submit(course, 0)
    assert stored() == {(course.translation_key, french.pk): course.locale_id}
    before = ContentChange.objects.count()
    actions.translate_strings(course, 99)
    translation = actions.translation_of(course, 0)
    assert len(stored()) == 1, "they are not published yet"
    assert ContentChange.objects.count() == before, "nor does any page for visitors change"
    publish_translation(translation)
    assert stored() == {}
    StringTranslation.objects.all().delete()
    course.get_translation(french).specific.save()
    assert len(stored()) == 1


def test_the_command_corrects_what_is_wrong(course: CoursePage) -> None:
    open_locales(["fr"], source="en")
    fill_locales()
    actions.submit(course, 0)
    right = stored()
    IncompleteTranslation.objects.update(source_locale=Locale.objects.get(language_code="fr"))
    for _time in range(2):
        written = StringIO()
        call_command("rebuild_page_facts", stdout=written)
        assert "1 incomplete translations" in written.getvalue()
        assert stored() == right


def test_another_code_of_a_locale_is_in_the_facts(course: CoursePage) -> None:
    locale = course.locale
    assert set(LessonFacts.objects.values_list("language", flat=True)) == {"en"}
    locale.language_code = "es"
    locale.save()
    assert set(LessonFacts.objects.values_list("language", flat=True)) == {"es"}


def test_copies_of_a_deleted_page_are_pages_of_their_own(course: CoursePage) -> None:
    open_locales(["fr"], source="en")
    fill_locales()
    french = LessonFacts.objects.filter(page__locale__language_code="fr")
    assert set(french.values_list("language", "is_translated")) == {("en", False)}
    Page.objects.filter(path__startswith=course.path).update(live=False)  # Wagtail would withdraw the copies
    course.delete()
    assert set(french.values_list("language", "is_translated")) == {("fr", True)}


def test_a_publication_that_is_rolled_back_leaves_the_facts(course: CoursePage) -> None:
    lesson = LessonPage.objects.first()
    with suppress(RuntimeError), transaction.atomic():
        lesson.minutes = 77
        lesson.save_revision().publish()
        assert LessonFacts.objects.get(pk=lesson.pk).minutes == 77
        raise RuntimeError
    assert LessonFacts.objects.get(pk=lesson.pk).minutes == 10


def test_a_migrated_database_has_its_facts(course: CoursePage) -> None:
    open_locales(["fr"], source="en")
    fill_locales()
    actions.submit(course, 0)
    right = stored()
    for plan, corrected in ((None, False), ([(None, True)], False), ([], True)):
        IncompleteTranslation.objects.all().delete()
        page_facts.migrated(using="default", plan=plan)
        assert stored() == (right if corrected else {})


def test_the_control_wrong_facts_without_the_receivers(
    course: CoursePage, monkeypatch: pytest.MonkeyPatch
) -> None:
    open_locales(["fr"], source="en")
    fill_locales()
    expected = Expected()
    check(expected)
    monkeypatch.setattr(page_facts, "write", lambda model, key, locale: None)
    actions.submit(course, 0)
    with pytest.raises(AssertionError):
        check(expected)
