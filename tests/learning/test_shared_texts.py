"""The text of another language's lesson is lent only where it could be read at its own address."""

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
    """An English lesson, open to everyone, with a French one that was written by hand."""
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
    """Return the status at the French address, and whether the English one lends the French text."""
    french = LessonPage.objects.get(translation_key=lesson.translation_key, locale__language_code="fr")
    client = Client()
    lent = client.get(f"{lesson.get_url()}?text=fr")
    assert lent.status_code == 200
    return client.get(french.get_url()).status_code, "Leçon à lire" in lent.content.decode()


def test_what_is_published_is_lent(lesson: LessonPage) -> None:
    assert read_in_french(lesson) == (200, True)


@pytest.mark.parametrize("above", [CoursePage, ModulePage])
def test_a_lesson_of_a_course_in_preparation_is_not_lent(lesson: LessonPage, above: Any) -> None:
    above.objects.filter(locale__language_code="fr").update(live=False)
    assert read_in_french(lesson) == (404, False)


def test_a_lesson_for_who_joined_is_not_lent_to_everyone(lesson: LessonPage) -> None:
    LessonPage.objects.filter(locale__language_code="fr").update(is_open=False)
    assert read_in_french(lesson) == (302, False)
