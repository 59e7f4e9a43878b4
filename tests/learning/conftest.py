"""A site with a course of three lessons, and learners who take it."""

from typing import Any

import pytest
from django.core.cache import cache
from wagtail.models import Locale, Page

from learning.models import CoursePage, Enrolment, LessonPage
from learning.services import enrol
from portal.models import HomePage
from portal.services.sites import start_site
from tests.factories.learning import lessons_of, make_course
from tests.shared_data import SharedData


def _make_home() -> HomePage:
    if not Page.objects.exists():  # an earlier test with real transactions emptied the tables
        Locale.objects.get_or_create(language_code="en")
        Page.add_root(title="Root", slug="root")
    cache.clear()
    return start_site(title="Learning", address="http://testserver")


LEARNING_SITE = SharedData("learning_site", _make_home)
COURSE = SharedData(
    "learning_course", lambda home: make_course(home, title="The essentials"), on=LEARNING_SITE
)
learning_site, learning_course = LEARNING_SITE.fixture(), COURSE.fixture()


@pytest.fixture
def home(learning_site: SharedData, db: Any) -> HomePage:
    """The home page of the default site, in English."""
    return learning_site.copy()


@pytest.fixture
def course(learning_course: SharedData, home: HomePage) -> CoursePage:
    """A course of three lessons of ten minutes."""
    return learning_course.copy(home)


@pytest.fixture
def lessons(course: CoursePage) -> list[LessonPage]:
    """Its lessons in order."""
    return lessons_of(course)


@pytest.fixture
def enrolment(course: CoursePage, learner: Any) -> Enrolment:
    """The learner takes the course."""
    return enrol(course, by=learner)


@pytest.fixture
def french(home: Any, course: CoursePage) -> CoursePage:
    """The same course in the French tree, as untranslated copies."""
    locale = Locale.objects.create(language_code="fr")
    home.copy_for_translation(locale, copy_parents=True, alias=True)
    for page in home.get_descendants().specific().order_by("path"):
        page.copy_for_translation(locale, copy_parents=True, alias=True)
    return CoursePage.objects.get(translation_key=course.translation_key, locale=locale)
