"""Stored facts are what the slow way counts, whatever editors do, and in the same transaction."""

from collections.abc import Callable
from contextlib import suppress
from io import StringIO
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from wagtail.actions.convert_alias import ConvertAliasPageAction
from wagtail.models import Locale, Page
from wagtail_localize.models import StringSegment, StringTranslation, Translation, TranslationSource

from core.web import page_facts
from core.web.models import ContentChange, IncompleteTranslation
from learning.models import CoursePage, LessonPage, ModulePage
from portal.models import HomePage
from portal.services.locales import fill_locales, open_locales
from tests.factories.learning import LessonFactory, make_course
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


def publish(page: Any, number: int) -> None:
    page.title = f"Title {number}"
    page.save_revision().publish()


def edit_draft(page: Any, number: int) -> None:
    page.title = f"Draft {number}"
    page.save_revision()


def unpublish(page: Any, number: int) -> None:
    page.unpublish()


def change_slug(page: Any, number: int) -> None:
    page.slug = f"slug-{page.pk}-{number}"
    page.save_revision().publish()


def create(page: Any, number: int) -> None:
    if isinstance(page, ModulePage):
        LessonFactory(parent=page, live=bool(number % 2), minutes=1 + number)


def reorder(page: Any, number: int) -> None:
    siblings = list(page.get_siblings(inclusive=False))
    if siblings:
        page.move(siblings[number % len(siblings)], pos="left" if number % 2 else "right")


def move(page: Any, number: int) -> None:
    parent = {LessonPage: ModulePage, ModulePage: CoursePage}.get(type(page))
    if parent:
        parents = list(parent.objects.filter(locale=page.locale).order_by("pk"))
        page.move(parents[number % len(parents)], pos="last-child")


def delete(page: Any, number: int) -> None:
    page.delete()


def copy_tree(page: Any, number: int) -> None:
    page.copy(recursive=True, update_attrs={"slug": f"copy-{page.pk}-{number}"}, keep_live=bool(number % 2))


def alias(page: Any, number: int) -> None:
    page.create_alias(recursive=True, update_slug=f"alias-{page.pk}-{number}", parent=page.get_parent())


def fill(page: Any, number: int) -> None:
    fill_locales()


def convert(page: Any, number: int) -> None:
    if page.alias_of_id:  # Wagtail has no form for others
        ConvertAliasPageAction(page).execute()


def translation_of(page: Any, number: int) -> Translation:
    source, _made = TranslationSource.get_or_create_from_instance(page)
    others = Locale.objects.exclude(pk=page.locale_id).order_by("pk")
    return Translation.objects.get_or_create(source=source, target_locale=others[number % len(others)])[0]


def submit(page: Any, number: int) -> None:
    translation_of(page, number).save_target(publish=False)


def translate_strings(page: Any, number: int) -> None:
    for translation in Translation.objects.filter(source__object_id=page.translation_key):
        for row in StringSegment.objects.filter(source=translation.source).order_by("order")[:number]:
            StringTranslation.objects.get_or_create(
                translation_of=row.string,
                context=row.context,
                locale=translation.target_locale,
                defaults={"data": f"{row.string.data} {number}"},
            )


def publish_strings(page: Any, number: int) -> None:
    publish_translation(translation_of(page, number))


def stop_translating(page: Any, number: int) -> None:
    translation = translation_of(page, number)
    translation.enabled = not translation.enabled
    translation.save(update_fields=["enabled"])


def update_source(page: Any, number: int) -> None:
    translation_of(page, number).source.update_from_db()


ACTIONS: list[Callable[[Any, int], None]] = [
    publish, edit_draft, unpublish, change_slug, create, reorder, move, delete, copy_tree, alias, fill,
    convert, submit, translate_strings, publish_strings, stop_translating, update_source,
]  # fmt: skip
FOR_COPIES = {convert, unpublish, move, reorder, delete, copy_tree, fill}
OFTEN = [submit, translate_strings, publish_strings, publish]
STEPS = st.lists(
    st.tuples(st.sampled_from([*ACTIONS, *OFTEN]), st.integers(0, 50), st.integers(0, 9)), max_size=6
)


@pytest.fixture
def trees(home: HomePage) -> None:
    """Two small courses in English, with copies in French and Arabic."""
    make_course(home, lessons=2)
    make_course(home, lessons=1)
    open_locales(["fr", "ar"], source="en")
    fill_locales()


def check(expected: Expected) -> None:
    expected.look()
    assert stored() == expected.incomplete


@settings(
    max_examples=examples(5, 150),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
    database=None,
)
@given(steps=STEPS)
def test_whatever_editors_do_the_facts_are_right(trees: None, steps: list[Any]) -> None:
    with transaction.atomic():
        expected = Expected()
        check(expected)
        for action, index, number in steps:
            pages = pages_now()
            page = pages[index % len(pages)]
            if page.alias_of_id and action not in FOR_COPIES:
                continue  # Wagtail has no form for it
            with suppress(ValidationError, Page.DoesNotExist), transaction.atomic():
                action(page, number)
            check(expected)
        page_facts.rebuild()
        assert stored() == slow_facts.incomplete_translations()
        transaction.set_rollback(True)


def test_strings_count_when_they_are_published(course: CoursePage) -> None:
    open_locales(["fr"], source="en")
    fill_locales()
    french = Locale.objects.get(language_code="fr")
    submit(course, 0)
    assert stored() == {(course.translation_key, french.pk): course.locale_id}
    before = ContentChange.objects.count()
    translate_strings(course, 99)
    translation = translation_of(course, 0)
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
    submit(course, 0)
    right = stored()
    IncompleteTranslation.objects.update(source_locale=Locale.objects.get(language_code="fr"))
    for _time in range(2):
        written = StringIO()
        call_command("rebuild_page_facts", stdout=written)
        assert "1 incomplete translations" in written.getvalue()
        assert stored() == right


def test_a_migrated_database_has_its_facts(course: CoursePage) -> None:
    open_locales(["fr"], source="en")
    fill_locales()
    submit(course, 0)
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
    monkeypatch.setattr(page_facts, "write", lambda key, locale: None)
    submit(course, 0)
    with pytest.raises(AssertionError):
        check(expected)
