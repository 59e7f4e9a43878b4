"""The text of a lesson in another language is shown only if it can be read at its own URL."""

from typing import Any

import pytest
from django.test import Client
from wagtail.models import Locale

from learning.models import CoursePage, LessonPage, ModulePage
from portal.services.locales import fill_locales, open_locales
from tests.factories.learning import lessons_of, make_course
from tests.factories.portal import make_home

pytestmark = pytest.mark.django_db


@pytest.fixture
def lesson() -> LessonPage:
    """An English lesson, open to everyone, with a French one written by hand."""
    home = make_home()
    open_locales(["fr"], source="en")
    course = make_course(home, lessons=1)
    fill_locales()
    lesson = lessons_of(course)[0]
    for page in (course, lesson.get_parent().specific, lesson):
        copy = page.get_translation(Locale.objects.get(language_code="fr"))
        copy.alias_of = None
        copy.title = copy.draft_title = "Leçon à lire"
        copy.save()
    return lesson


def read_in_french(lesson: LessonPage) -> tuple[int, bool]:
    """Return the status of the French URL, and whether the English page shows the French text."""
    french = LessonPage.objects.get(translation_key=lesson.translation_key, locale__language_code="fr")
    client = Client()
    lent = client.get(f"{lesson.get_url()}?text=fr")
    assert lent.status_code == 200
    return client.get(french.get_url()).status_code, "Leçon à lire" in lent.content.decode()


def test_a_published_text_is_shown(lesson: LessonPage) -> None:
    assert read_in_french(lesson) == (200, True)


@pytest.mark.parametrize("above", [CoursePage, ModulePage])
def test_a_text_of_an_unpublished_course_is_not_shown(lesson: LessonPage, above: Any) -> None:
    above.objects.filter(locale__language_code="fr").update(live=False)
    assert read_in_french(lesson) == (404, False)


def test_a_text_for_learners_is_not_shown_to_everyone(lesson: LessonPage) -> None:
    LessonPage.objects.filter(locale__language_code="fr").update(is_open=False)
    assert read_in_french(lesson) == (302, False)
