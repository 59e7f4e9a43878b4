"""The text in one language, the interface in another."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from wagtail.models import Locale, PageViewRestriction

from accounts.models import User
from learning.models import CoursePage, LessonPage, LessonProgress
from portal.models import HomePage, StandardPage
from portal.services.locales import open_locales
from tests.factories.learning import make_course
from tests.factories.portal import make_page
from tests.html import normalise_html
from tests.portal.test_languages import translate


@pytest.fixture
def help_page(home: HomePage) -> StandardPage:
    """A page in English and Arabic, and in French a copy of the English."""
    page = make_page(home, title="Help", slug="help", lead="How it works.")
    open_locales(["fr", "ar"], source="en")
    translate(page, "ar", title="مساعدة", lead="كيف يعمل.")
    return page


def html(client: Client, url: str, **headers: str) -> str:
    """Return a page's source."""
    return client.get(url, headers=headers).content.decode()


def test_the_text_is_in_the_requested_language_and_the_interface_stays(
    help_page: StandardPage, client: Client
) -> None:
    page = normalise_html(html(client, "/fr/help/?text=ar"))
    assert '<html lang="fr" dir="ltr">' in page
    assert '<div class="opening" lang="ar" dir="rtl">' in page
    assert "<h1>مساعدة</h1>" in page
    assert "How it works." not in page
    assert 'href="?text=fr"' in page, "the link back"
    assert "/fr/account/reading/?text=ar&amp;next=/fr/help/" in page
    assert 'rel="canonical" href="http://testserver/en/help/"' in page, "one text, one address"


def test_a_copy_is_no_translation(help_page: StandardPage, client: Client) -> None:
    page = html(client, "/ar/help/?text=fr")
    assert "<h1>مساعدة</h1>" in page
    assert 'lang="fr" hreflang="fr" rel="nofollow"' not in page, "and it is not offered"
    assert 'href="?text=en"' in page


@pytest.mark.parametrize("asked", ["xx", "", "../", "es"])
def test_an_unknown_language_changes_nothing(help_page: StandardPage, client: Client, asked: str) -> None:
    assert "<h1>Help</h1>" in html(client, f"/en/help/?text={asked}")


def test_a_draft_is_not_shown(help_page: StandardPage, client: Client) -> None:
    help_page.get_translation(Locale.objects.get(language_code="ar")).unpublish()
    assert "<h1>Help</h1>" in html(client, "/en/help/?text=ar")


def test_a_version_closed_to_the_reader_is_not_shown(
    help_page: StandardPage, client: Client, learner: User
) -> None:
    arabic = help_page.get_translation(Locale.objects.get(language_code="ar"))
    # As before privacy applied to all languages: bulk_create restricts only this version.
    closed = PageViewRestriction(page=arabic, restriction_type=PageViewRestriction.LOGIN)
    PageViewRestriction.objects.bulk_create([closed])
    assert "<h1>Help</h1>" in html(client, "/en/help/?text=ar")
    client.force_login(learner)
    assert "<h1>مساعدة</h1>" in html(client, "/en/help/?text=ar")


def test_a_members_choice_applies_to_every_page(
    help_page: StandardPage, client: Client, learner: User
) -> None:
    client.force_login(learner)
    wanted = {"text_language": "ar", "pictures": "wait", "next": "/fr/help/"}
    assert client.post("/fr/account/reading/", wanted).url == "/fr/help/"
    learner.refresh_from_db()
    assert (learner.text_language, learner.pictures) == ("ar", "wait")
    assert "<h1>مساعدة</h1>" in html(client, "/fr/help/")
    assert "<h1>Help</h1>" in html(client, "/fr/help/?text=fr"), "this once the page's own text"


def test_a_visitors_choice_is_kept_in_two_cookies(help_page: StandardPage, client: Client) -> None:
    client.post("/en/account/reading/", {"text_language": "ar", "pictures": "show"})
    assert {name: client.cookies[name].value for name in ("text_language", "pictures")} == {
        "text_language": "ar",
        "pictures": "show",
    }
    answer = client.get("/en/help/")
    page = normalise_html(answer.content.decode())
    assert "<h1>مساعدة</h1>" in page
    assert "Always in" not in page, "that is chosen already"
    again = 'href="/en/account/reading/?next=/en/help/">Reading preferences</a>'
    assert again in page, "the link to choose again"
    assert "Cookie" in answer["Vary"]
    client.post("/en/account/reading/", {"text_language": "", "pictures": "auto"})
    assert not client.cookies["text_language"].value
    assert "<h1>Help</h1>" in html(client, "/en/help/")


@pytest.mark.parametrize(
    ("asked", "led_to"),
    [
        ("https://evil.example/", "/en/account/reading/"),
        ("help", "/en/account/reading/"),
        ("/fr/help/", "/fr/help/"),
    ],
)
def test_the_redirect_never_leaves_the_site(client: Client, home: HomePage, asked: str, led_to: str) -> None:
    wanted = {"text_language": "", "pictures": "auto", "next": asked}
    assert client.post("/en/account/reading/", wanted).url == led_to


def test_an_invalid_choice_shows_an_error_and_is_not_stored(
    client: Client, home: HomePage, learner: User
) -> None:
    client.force_login(learner)
    answer = client.post("/en/account/reading/", {"text_language": "tlh", "pictures": "never"})
    assert answer.status_code == 422
    learner.refresh_from_db()
    assert (learner.text_language, learner.pictures) == ("", "auto")


def test_a_lesson_read_in_another_language_is_the_same_lesson(
    home: HomePage, client: Client, learner: User
) -> None:
    course: CoursePage = make_course(home, lessons=2)
    open_locales(["fr"], source="en")
    lesson = LessonPage.objects.under(course, levels=2).first()
    french = lesson.get_translation(Locale.objects.get(language_code="fr"))
    french.alias_of, french.title = None, "Leçon"
    french.save()
    client.force_login(learner)
    client.post(f"/en/learn/courses/{course.translation_key}/enrol/")
    page = html(client, f"{lesson.get_url()}?text=fr")
    assert ">Leçon</h1>" in page
    assert LessonProgress.objects.get(enrolment__user=learner).lesson_key == lesson.translation_key


def test_the_outline_has_the_language_of_each_lesson(home: HomePage, client: Client) -> None:
    course = make_course(home, lessons=2)
    open_locales(["fr"], source="en")
    one, two = LessonPage.objects.under(course, levels=2)
    french = one.get_translation(Locale.objects.get(language_code="fr"))
    french.alias_of, french.title = None, "Leçon"
    french.save()
    page = html(client, course.get_translation(Locale.objects.get(language_code="fr")).get_url())
    assert "<bdi>Leçon</bdi>" in page
    assert f'<bdi lang="en">{two.title}</bdi>' in page


def test_a_language_choice_has_a_fixed_number_of_queries(help_page: StandardPage, client: Client) -> None:
    def queries(url: str) -> int:
        with CaptureQueriesContext(connection) as caught:
            client.get(url)
        return len(caught)

    queries("/en/help/?text=ar")  # the cached header and footer
    plain = queries("/en/help/")
    assert queries("/en/help/?text=ar") <= plain + 6
    assert queries("/en/help/?text=es") <= plain + 2, "a language without the page"
