"""Views of catalogue, course and module; joining and leaving."""

import re
from collections import Counter

import pytest
from django.contrib.auth.models import AnonymousUser, Group
from django.urls import reverse
from wagtail.models import Page, PageViewRestriction

from core.web import page_facts
from learning.models import Enrolment
from learning.selectors.catalogue import CatalogueEntry, catalogue
from learning.services import enrol, leave, mark_read
from tests.factories.learning import CatalogueFactory, LessonFactory, fresh, lessons_of, make_course
from tests.html import normalise_html

pytestmark = pytest.mark.django_db


def words(response):
    """Return the text of the page's main part, with single spaces."""
    main = re.search(r"<main.*?</main>", response.content.decode(), re.DOTALL)[0]
    return " ".join(re.sub(r"<[^>]+>", " ", main).split())


def enrol_url(course):
    return reverse("learning:course_enrol", args=[course.translation_key])


def test_the_catalogue_shows_published_courses_with_their_facts(client, home, course):
    draft = make_course(home, title="A draft")
    draft.unpublish()
    text = words(client.get(course.get_parent().get_url()))
    assert "The essentials" in text
    assert "about 30 minutes" in text
    assert "3 lessons English" in text
    assert "A draft" not in text


def test_an_empty_catalogue_explains_itself(client, home):
    text = words(client.get(CatalogueFactory(parent=home).get_url()))
    assert "No course is open yet" in text


def test_the_catalogue_shows_a_learners_progress(as_user, course, lessons, learner, enrolment):
    mark_read(lessons[0], by=learner)
    assert "1 of 3 lessons read" in words(as_user(learner).get(course.get_parent().get_url()))


def test_a_visitor_is_offered_an_account_and_a_redirect_back(client, course):
    page = client.get(course.get_url()).content.decode()
    assert 'href="/en/account/signup/?next=%2Fen%2Fcourses%2Fthe-essentials%2F%3Fenrol%3D1"' in page
    assert enrol_url(course) not in page


def test_the_button_has_the_focus_after_signing_in(as_user, course, learner):
    page = normalise_html(as_user(learner).get(course.get_url() + "?enrol=1").content.decode())
    assert '<button class="button" autofocus>Take this course</button>' in page


def test_joining_twice_is_harmless_and_redirects_to_the_first_lesson(as_user, course, lessons, learner):
    client = as_user(learner)
    for _time in range(2):
        response = client.post(enrol_url(course), follow=True)
        assert response.redirect_chain == [(course.get_url(), 302)]
    text = words(response)
    assert f"Begin: {lessons[0].title}" in text
    assert f"You take this course. Begin with: {lessons[0].title}" in response.content.decode()
    assert Enrolment.objects.count() == 1


def test_joining_from_a_lesson_redirects_to_it(as_user, course, lessons, learner):
    response = as_user(learner).post(enrol_url(course), {"lesson": str(lessons[1].translation_key)})
    assert response.url == lessons[1].get_url()


def test_joining_without_a_lesson_redirects_to_the_course(as_user, course, learner):
    client = as_user(learner)
    for lesson in ("", "x", "\x00", "9" * 5000, "00000000-0000-4000-8000-000000000000"):
        assert client.post(enrol_url(course), {"lesson": lesson}).url == course.get_url()


def test_a_form_sent_after_the_session_ended_redirects_back_after_sign_in(client, course):
    response = client.post(
        enrol_url(course), headers={"referer": f"http://testserver{course.get_url()}?enrol=1"}
    )
    assert response.url == "/en/account/login/?next=/en/courses/the-essentials/%3Fenrol%3D1"
    for strange in ("", "https://elsewhere.example/x", "//elsewhere.example", "javascript:alert(1)"):
        response = client.post(enrol_url(course), headers={"referer": strange})
        assert response.url == "/en/account/login/?next=/"


def test_leaving_explains_that_nothing_is_lost(as_user, course, lessons, learner, enrolment):
    mark_read(lessons[0], by=learner)
    client = as_user(learner)
    client.post(reverse("learning:course_leave", args=[course.translation_key]))
    text = words(client.get(course.get_url()))
    assert "You left this course. What you have read is kept." in text
    assert "Take this course again" in text
    client.post(enrol_url(course))
    assert f"Continue: {lessons[1].title}" in words(client.get(course.get_url()))


def test_a_completed_course_is_shown_as_completed(as_user, course, lessons, learner, enrolment):
    for lesson in lessons:
        mark_read(lesson, by=learner)
    client = as_user(learner)
    assert "You have read the whole course." in words(client.get(course.get_url()))
    LessonFactory(parent=fresh(lessons[0].get_parent().specific))
    assert "You completed this course on" in words(client.get(course.get_url()))


def test_unknown_and_unpublished_courses_are_not_found(as_user, course, learner):
    client = as_user(learner)
    unknown = reverse("learning:course_enrol", args=["00000000-0000-4000-8000-000000000000"])
    assert client.post(unknown).status_code == 404
    assert client.post(unknown.replace("00000000-0000", "wrong")).status_code == 404
    course.unpublish()
    assert client.post(enrol_url(course)).status_code == 404
    assert client.get(course.get_url()).status_code == 404


def test_a_course_of_another_site_is_not_found(as_user, course, learner):
    from portal.services.sites import start_portal

    site = start_portal(title="National", hostname="portal.example")
    other = make_course(site.root_page.specific, title="National course")
    client = as_user(learner)
    assert client.post(enrol_url(other)).status_code == 404
    assert client.post(enrol_url(other), headers={"host": "portal.example"}).status_code == 302
    assert client.post(enrol_url(course), headers={"host": "portal.example"}).status_code == 404
    own = client.get(other.get_parent().get_url(), headers={"host": "portal.example"})
    assert "National course" in words(own)
    assert "The essentials" not in words(own)


def test_a_course_for_groups_is_closed_to_others(as_user, course, learner, captain, client):
    group = Group.objects.create(name="Pilots")
    captain.groups.add(group)
    restriction = PageViewRestriction.objects.create(page=course, restriction_type="groups")
    restriction.groups.add(group)
    assert as_user(captain).get(course.get_url()).status_code == 200
    assert as_user(captain).post(enrol_url(course)).status_code == 302
    assert as_user(learner).get(course.get_url()).status_code == 403
    assert as_user(learner).post(enrol_url(course)).status_code == 404
    assert client.get(course.get_url()).status_code == 302
    assert "The essentials" not in words(as_user(learner).get(course.get_parent().get_url()))


def test_the_password_of_a_course_opens_all_its_pages(client, course, lessons):
    restriction = PageViewRestriction.objects.create(
        page=course, restriction_type="password", password="heron"
    )
    assert lessons[0].title not in client.get(course.get_url()).content.decode()
    session = client.session
    session["passed_page_view_restrictions"] = [restriction.pk]
    session.save()
    assert lessons[0].title in words(client.get(course.get_url()))
    assert client.get(lessons[0].get_url()).status_code == 200


def test_a_module_shows_its_part_of_the_outline(as_user, course, lessons, learner, enrolment):
    mark_read(lessons[0], by=learner)
    module = lessons[0].get_parent()
    text = words(as_user(learner).get(module.get_url()))
    assert all(lesson.title in text for lesson in lessons)
    assert "read, 10 minutes" in text
    course.unpublish()
    assert as_user(learner).get(module.get_url()).status_code == 404


def test_untranslated_pages_show_a_notice(client, course, french):
    page = client.get(french.get_url())
    assert page.status_code == 200
    assert 'class="language-note"' in page.content.decode()
    assert '<h1 lang="en" dir="ltr">The essentials</h1>' in normalise_html(page.content.decode())
    assert 'class="language-note"' not in client.get(course.get_url()).content.decode()


def test_personal_pages_are_not_in_shared_caches(as_user, client, course, learner):
    for page in (course.get_parent(), course):
        response = as_user(learner).get(page.get_url())
        assert {"private", "no-cache"} <= set(response["Cache-Control"].split(", "))
        assert "Cookie" in response["Vary"]
        assert "Cookie" in client.get(page.get_url())["Vary"]


@pytest.mark.parametrize("signed_in", [False, True])
def test_queries_do_not_grow_with_courses_and_lessons(
    home, as_user, learner, stranger, signed_in, count_queries
):
    first = make_course(home, lessons=1)
    catalogue, person = first.get_parent(), learner if signed_in else stranger
    enrol(first, by=learner)
    counts = []
    for _round in range(2):
        client = as_user(person)
        for page in (catalogue, first):
            client.get(page.get_url())  # fill the caches: sessions, site roots
        counts.append([count_queries(client, page.get_url()) for page in (catalogue, first)])
        for _course in range(2):
            other = make_course(home, lessons=3)
            enrol(other, by=learner)
        LessonFactory(parent=fresh(first.get_first_child().specific))
        LessonFactory(parent=fresh(first.get_first_child().specific))
    assert counts[0] == counts[1]
    assert counts[0][0] <= 20
    assert counts[0][1] <= 21
    leave(first, by=learner)


def test_a_copy_of_a_lesson_or_a_course_in_the_same_language_is_written_in_it(home, course, lessons):
    """Wagtail's "Copy" can make an alias of the original."""
    other = make_course(home, lessons=1)
    lessons[0].create_alias(parent=fresh(other.get_first_child()), update_slug="copied")
    course.create_alias(parent=fresh(course.get_parent()), update_slug="again", recursive=True)
    cards = catalogue(home.get_site(), "en", AnonymousUser())
    assert [(card.lessons, card.written) for card in cards] == [
        (3, [("en", "English")]),
        (2, [("en", "English")]),
        (3, [("en", "English")]),
    ]


def test_a_card_shows_how_many_lessons_are_in_a_language(home, course, french):
    def written(language="en"):
        (entry,) = catalogue(home.get_site(), language, AnonymousUser())
        return entry.written

    assert written() == written("fr") == [("en", "English")]
    translated = [french, *french.get_descendants()]
    for page in (french, french.get_first_child(), *lessons_of(french)[:2]):
        Page.objects.filter(pk=page.pk).update(alias_of=None)
    page_facts.rebuild()
    assert written() == written("fr") == [("en", "English"), ("", "2 of 3 lessons in French")]
    Page.objects.filter(pk__in=[page.pk for page in translated]).update(alias_of=None)
    page_facts.rebuild()
    assert written() == [("en", "English"), ("fr", "français")]


def test_a_card_names_the_finished_languages_first(course):
    card = CatalogueEntry(
        course,
        lessons=3,
        languages=["العربية", "English"],
        codes=["ar", "en"],
        translated=Counter(ar=1, en=3),
    )
    assert card.written == [("en", "English"), ("", "1 of 3 lessons in Arabic")]
