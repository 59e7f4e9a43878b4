"""A member's courses on the home page."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import RequestFactory
from django.utils import translation

from learning.selectors import catalogue, dashboard
from learning.services import enrol, leave, mark_read, save_bookmark
from tests.factories.learning import DETAIL, make_course

pytestmark = pytest.mark.django_db


def test_a_visitor_and_a_new_member_have_none(course, captain):
    assert dashboard(AnonymousUser()) == dashboard(captain) == []


def test_it_shows_where_to_continue(course, lessons, learner, enrolment):
    mark_read(lessons[0], by=learner)
    save_bookmark(lessons[1], by=learner, bookmark=DETAIL)
    (own,) = dashboard(learner)
    assert (own.course_title, own.lesson_title) == ("The essentials", lessons[1].title)
    assert own.url == f"{lessons[1].get_url()}#{DETAIL}"
    assert own.words == "1 of 3 lessons read; about 17 minutes left"
    assert (own.lesson_words, own.minutes_left) == ("in progress; 7 minutes left", 7)


def test_a_course_with_all_lessons_read_links_to_its_page(course, lessons, learner, enrolment):
    for lesson in lessons:
        mark_read(lesson, by=learner)
    (own,) = dashboard(learner)
    assert (own.lesson_title, own.url, own.words) == ("", course.get_url(), "All 3 lessons read")


def test_the_last_opened_course_is_first_and_a_left_one_missing(home, course, lessons, learner, enrolment):
    other = make_course(home, lessons=1, title="Other")
    enrol(other, by=learner)
    mark_read(lessons[0], by=learner)
    assert [own.course_title for own in dashboard(learner)] == ["The essentials", "Other"]
    leave(course, by=learner)
    assert [own.course_title for own in dashboard(learner)] == ["Other"]


def test_each_language_and_each_site_shows_its_own(course, french, learner, enrolment):
    from portal.services.sites import start_portal

    with translation.override("fr"):
        (own,) = dashboard(learner)
        assert own.course_url == french.get_url()
    site = start_portal(title="National", hostname="portal.example")
    request = RequestFactory().get("/", headers={"host": "portal.example"})
    assert dashboard(learner, request) == []
    assert catalogue(site, "en", learner) == []


def test_the_catalogue_of_a_site_by_language(home, course, french, learner, enrolment):
    site = home.get_site()
    (entry,) = catalogue(site, "fr", learner)
    assert (entry.course, entry.language, entry.languages) == (french, "en", ["English"])
    assert (entry.lessons, entry.minutes, entry.is_enrolled) == (3, 30, True)
    assert catalogue(site, "ar", learner) == []
