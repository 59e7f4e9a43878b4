"""The demonstration reads in three languages from the first start."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction
from django.test import override_settings
from wagtail.models import Locale, Page
from wagtail_localize.models import StringSegment, StringTranslation, Translation

from learning.models import LessonPage
from portal import demonstration
from portal.demonstration.translations import catalogues
from portal.models import DemonstrationPiece
from portal.services.sites import start_site
from tests.factories.learning import make_demonstration_concepts
from translations.selectors.texts import texts_of
from translations.services import apply_catalogue, read_catalogue

MODULE = "why-knowledge"


@pytest.fixture(scope="module")
def loaded(django_db_setup: None, django_db_blocker: Any) -> Iterator[Page]:
    """The demonstration's home page; it is loaded once for this module, and undone after it."""
    with django_db_blocker.unblock(), override_settings(DEMONSTRATION=True):
        around = transaction.atomic()
        around._from_testcase = True  # the outermost block of a test, as in TestCase
        with around:
            make_demonstration_concepts()
            demonstration.load()
            yield start_site()
            transaction.set_rollback(True)


@pytest.fixture
def site(loaded: Page, db: Any) -> Page:
    """The demonstration's home page; what a test changes is undone after it."""
    return loaded


def sources() -> Iterator[Page]:
    """Give the demonstration's pages in English."""
    yield from Page.objects.filter(locale__language_code="en", live=True, depth__gt=1).specific()


def test_module_one_has_no_segment_that_falls_back(site: Page) -> None:
    module = Page.objects.get(slug=MODULE, locale__language_code="en")
    wanted = [*module.get_ancestors(inclusive=True).filter(depth__gt=2), *module.get_children()]
    assert len(wanted) == 7
    for code in demonstration.LOCALES:
        locale = Locale.objects.get(language_code=code)
        segments = StringSegment.objects.filter(
            source__object_id__in=[page.translation_key for page in wanted]
        ).annotate_translation(locale)
        assert segments.count() > 400
        assert [segment.string.data for segment in segments.filter(translation__isnull=True)] == []
        made = [page.get_translation(locale) for page in wanted]
        assert {(page.alias_of_id, page.live, page.has_unpublished_changes) for page in made} == {
            (None, True, False)
        }
        assert [page.slug for page in made] == [page.slug for page in wanted]


def test_every_catalogue_is_used_to_its_last_line(site: Page) -> None:
    said = {text.source for page in sources() for text in texts_of(page, with_slug=True)}
    whole = {code: set[str]() for code in demonstration.LOCALES}
    for name, code, path in catalogues(demonstration.LOCALES):
        words = set(read_catalogue(path))
        assert words - said == set(), f"{name} holds what no page says"
        whole[code] |= words
    assert whole["fr"] == whole["ar"]


def test_what_a_catalogue_begins_it_finishes(site: Page) -> None:
    for code in demonstration.LOCALES:
        locale = Locale.objects.get(language_code=code)
        titles = {
            title
            for _name, language, path in catalogues([code])
            if language == code
            for title in read_catalogue(path)
        }
        begun = {page.translation_key for page in sources() if page.title in titles and not page.is_root()}
        made = Translation.objects.filter(target_locale=locale).values_list("source__object_id", flat=True)
        assert begun == set(made)


def test_the_other_modules_stay_in_english(site: Page) -> None:
    module = Page.objects.get(slug=MODULE, locale__language_code="en")
    others = LessonPage.objects.exclude(path__startswith=module.path).filter(locale__language_code="fr")
    assert {page.alias_of_id is not None for page in others if page.get_parent().slug != MODULE} == {True}


def test_what_somebody_translated_stays(site: Page) -> None:
    row = StringTranslation.objects.filter(locale__language_code="fr").first()
    StringTranslation.objects.filter(pk=row.pk).update(data="Mieux")
    number = StringTranslation.objects.count()
    demonstration.load(again=True)
    assert StringTranslation.objects.get(pk=row.pk).data == "Mieux"
    assert StringTranslation.objects.count() == number
    assert demonstration.load() == 0


def test_a_catalogue_that_came_later_is_loaded_once(site: Page) -> None:
    DemonstrationPiece.objects.filter(name="course in ar").delete()
    assert demonstration.load() == 1
    assert demonstration.load() == 0


def test_a_page_is_translated_whole_or_not_at_all(site: Page, tmp_path: Path) -> None:
    home, locale = start_site(), Locale.objects.get(language_code="fr")
    lesson = LessonPage.objects.filter(locale=home.locale).last()
    catalogue = {text.source: "x" for text in texts_of(lesson, with_slug=True)}
    catalogue.popitem()
    assert apply_catalogue([lesson], locale, catalogue) == []
    assert lesson.get_translation(locale).alias_of_id == lesson.pk
