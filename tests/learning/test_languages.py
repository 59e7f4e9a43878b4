"""Text in another language has its `lang`: titles, breadcrumbs, names inside sentences."""

from typing import Any

import pytest
from django.template import Context, Template
from django.test import Client
from django.utils import translation
from wagtail.models import Locale

from accounts.models import User
from core.web.templatetags.languages import isolated, written_in
from core.web.translation_status import annotate_incomplete
from learning.selectors import catalogue, course_outline
from portal.models import HomePage
from portal.services.locales import fill_locales, open_locales
from tests.factories.learning import make_course
from tests.html import normalise_html

pytestmark = pytest.mark.django_db


@pytest.fixture
def course(home: HomePage) -> Any:
    """A course in English, with copies in French and Arabic."""
    course = make_course(home, title="The essentials", lessons=3)
    open_locales(["fr", "ar"], source="en")
    fill_locales()
    return course


def version(page: Any, code: str) -> Any:
    """Return the page's version in a language."""
    return page.get_translation(Locale.objects.get(language_code=code)).specific


def submit(page: Any, code: str, editor: User, as_user: Any) -> None:
    """Submit a page and its subpages for translation, as an editor does; nothing is translated yet."""
    locale = Locale.objects.get(language_code=code)
    data = {"locales": [locale.pk], "include_subtree": "on"}
    answer = as_user(editor).post(f"/admin/localize/submit/page/{page.pk}/", data)
    assert answer.status_code == 302


def test_a_name_in_a_sentence_has_its_direction_and_language() -> None:
    assert isolated("<b>", "en") == "<bdi>&lt;b&gt;</bdi>"
    with translation.override("ar"):
        assert isolated("Kenya?", "en") == '<bdi lang="en">Kenya?</bdi>'
        assert isolated("Kenya?") == "<bdi>Kenya?</bdi>"


def test_a_copy_has_the_language_of_its_source(course: Any) -> None:
    arabic = version(course, "ar")
    with translation.override("ar"):
        assert written_in(arabic) == "en"
        written = Template("{% load languages %}{{ page|written_in }}").render(Context({"page": arabic}))
    assert written == "en"
    with translation.override("en"):
        assert written_in(arabic) == ""


def test_breadcrumbs_neighbours_and_outline_of_a_copy_have_their_language(
    course: Any, client: Client
) -> None:
    lesson = version(course.get_first_child().get_first_child().get_next_sibling(), "ar")
    page = client.get(lesson.get_url()).content.decode()
    trail = page.split('<nav class="breadcrumbs"')[1].split("</nav>")[0]
    assert trail.count('<bdi lang="en"') >= 3
    assert page.split('<nav class="lesson-nav"')[1].split("</nav>")[0].count('<bdi lang="en">') == 2
    assert f'<h2 lang="en"><a href="{version(course, "ar").get_url()}">' in normalise_html(page)
    english = client.get(lesson.get_translation(Locale.get_default()).get_url()).content.decode()
    assert 'lang="en"' not in english.split("<body>")[1].split("<main")[1].split("</main>")[0]


def test_an_incomplete_translation_is_not_on_the_courses_card(
    course: Any, editor: User, learner: User, as_user: Any, home: HomePage
) -> None:
    submit(course, "fr", editor, as_user)
    french = version(course, "fr")
    assert french.alias_of_id is None
    site = home.get_site()
    [entry] = catalogue(site, "fr", learner)
    assert (entry.language, entry.languages) == ("en", ["English"])
    assert entry.written == [("en", "English")]
    outline = course_outline(french, learner)
    assert {step.lesson.content_language for step in outline} == {"en"}
    assert outline.modules[0].module.content_language == "en"


def test_the_number_of_queries_with_languages_is_fixed(
    course: Any, editor: User, as_user: Any, django_assert_num_queries: Any
) -> None:
    copies = [version(page, "ar") for page in (course, *course.get_descendants())]
    assert course.locale.language_code == "en"
    with django_assert_num_queries(0):
        annotate_incomplete([course, *copies])
    submit(course, "fr", editor, as_user)
    begun = [version(page, "fr") for page in (course, *course.get_descendants())]
    for page in begun:
        assert page.locale.language_code == "fr"
    with django_assert_num_queries(1):
        annotate_incomplete(begun)
    assert {page.untranslated_source for page in begun} == {"en"}
