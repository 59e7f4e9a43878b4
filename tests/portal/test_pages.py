"""Home and standard pages, for visitors, members and editors."""

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.core.cache import cache
from django.test import Client
from wagtail.models import Page, PageViewRestriction

from accounts.models import User
from learning.services import enrol
from portal.models import HomePage, StandardPage
from tests.factories.learning import make_course
from tests.factories.portal import make_page

Count = Callable[..., Any]


@pytest.fixture
def queries() -> Callable[[Client, str], int]:
    """Return a function that counts the queries of a visit with a cold cache of pages."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    def count(client: Client, url: str) -> int:
        client.get(url)
        cache.clear()
        with CaptureQueriesContext(connection) as seen:
            assert client.get(url).status_code == 200
        return len(seen)

    return count


def test_a_visitor_reads_what_the_site_is(home: HomePage, client: Client) -> None:
    answer = client.get("/en/")
    assert answer.status_code == 200
    assert answer.templates[0].name == "portal/home_show.html"
    page = answer.content.decode()
    assert page.count("<h1") == 1
    assert "Learn together" in page
    assert "/en/account/signup/" in page


def test_a_visitor_sees_the_first_three_courses(home: HomePage, client: Client) -> None:
    make_courses(home, 4)
    titles = [entry.course.title for entry in client.get("/en/").context["courses"]]
    assert titles == ["Course 0", "Course 1", "Course 2"]


def test_a_member_without_a_course_is_offered_one(home: HomePage, learner: User, as_user: Any) -> None:
    make_courses(home, 1)
    answer = as_user(learner).get("/en/")
    assert "portal/member_home.html" in [template.name for template in answer.templates]
    coming = answer.context["next"]
    assert (coming.course, coming.joined) == (None, [])
    assert [entry.course.title for entry in coming.open] == ["Course 0"]
    assert "private" in answer["Cache-Control"]


def test_a_member_continues_the_course_last_opened(home: HomePage, learner: User, as_user: Any) -> None:
    first, second, _third = make_courses(home, 3)
    for course in (first, second):
        enrol(course, by=learner)
    coming = as_user(learner).get("/en/").context["next"]
    assert coming.course.course_title == "Course 1"
    assert [entry.course.title for entry in coming.joined] == ["Course 0"]
    assert [entry.course.title for entry in coming.open] == ["Course 2"]


def test_news_of_communities_come_before_other_courses(home: HomePage, learner: User, as_user: Any) -> None:
    course, _other = make_courses(home, 2)
    enrol(course, by=learner)
    page = as_user(learner).get("/en/").content.decode()
    places = [page.index(f'id="{section}"') for section in ("course", "own-communities", "open")]
    assert places == sorted(places)


def test_communities_come_first_without_a_started_course(home: HomePage, learner: User, as_user: Any) -> None:
    make_courses(home, 1)
    page = as_user(learner).get("/en/").content.decode()
    assert page.index('id="own-communities"') < page.index('id="open"')


def test_a_member_is_greeted_by_a_name_that_cannot_break_the_page(
    home: HomePage, learner: User, as_user: Any
) -> None:
    learner.display_name = "<b>Bold</b>"
    learner.save()
    page = as_user(learner).get("/en/").content.decode()
    assert "<b>Bold</b>" not in page
    assert "&lt;b&gt;Bold&lt;/b&gt;" in page


@pytest.mark.parametrize("signed_in", [False, True])
def test_the_home_page_has_a_fixed_number_of_queries_for_courses(
    home: HomePage, learner: User, as_user: Any, client: Client, queries: Count, signed_in: bool
) -> None:
    visitor = as_user(learner) if signed_in else client
    courses = make_courses(home, 3)
    if signed_in:
        for course in courses:
            enrol(course, by=learner)
    for course in courses[1:]:
        course.unpublish()
    one = queries(visitor, "/en/")
    for course in courses[1:]:
        course.save_revision().publish()
    assert queries(visitor, "/en/") == one
    assert one <= 40


def test_a_standard_page_shows_its_sections(home: HomePage, client: Client) -> None:
    text = "<h2>First</h2><p>One.</p><h2>Second</h2><p>Two.</p><h2>Third</h2><p>Three.</p>"
    make_page(home, title="Help", slug="help", body=[("text", text)])
    answer = client.get("/en/help/")
    assert [section.title for section in answer.context["sections"]] == ["First", "Second", "Third"]
    page = answer.content.decode()
    for section in answer.context["sections"]:
        assert f'id="{section.anchor}"' in page
        assert f'href="#{section.anchor}"' in page


def test_a_standard_page_has_breadcrumbs(home: HomePage, client: Client) -> None:
    parent = make_page(home, title="About", slug="about")
    make_page(parent, title="People", slug="people")
    breadcrumbs = client.get("/en/about/people/").context["breadcrumbs"]
    assert [(crumb.title, crumb.url) for crumb in breadcrumbs] == [
        (home.title, "/en/"),
        ("About", "/en/about/"),
        ("People", ""),
    ]


def test_a_draft_is_404(home: HomePage, client: Client) -> None:
    make_page(home, title="Secret", slug="secret", live=False)
    assert client.get("/en/secret/").status_code == 404


@pytest.mark.parametrize("method", ["post", "put", "delete"])
def test_pages_allow_only_get_and_head(home: HomePage, client: Client, method: str) -> None:
    make_page(home, title="Help", slug="help")
    for url in ("/en/", "/en/help/"):
        assert getattr(client, method)(url).status_code == 405


def test_only_editors_see_the_link_to_edit(
    home: HomePage, editor: User, learner: User, as_user: Any, client: Client
) -> None:
    page = make_page(home, title="Help", slug="help")
    edit = f"/admin/pages/{page.pk}/edit/"
    assert edit in as_user(editor).get("/en/help/").content.decode()
    assert edit not in as_user(learner).get("/en/help/").content.decode()
    assert edit not in client.get("/en/help/").content.decode()


def test_a_preview_shows_the_draft_as_visitors_will_see_it(home: HomePage, admin: User, as_user: Any) -> None:
    request = as_user(admin).get("/en/").wsgi_request
    draft = Page.objects.get(pk=home.pk).specific
    draft.heading = "Not public yet"
    answer = draft.serve_preview(request, "")
    assert answer.status_code == 200
    assert "Not public yet" in answer.content.decode()


def test_a_missing_page_is_404_in_the_language_of_its_url(home: HomePage, client: Client) -> None:
    answer = client.get("/fr/rien-ici/")
    assert answer.status_code == 404
    page = answer.content.decode()
    assert 'lang="fr"' in page
    assert 'href="/fr/"' in page


@pytest.mark.parametrize("url", ["/en/%00/", "/en/?q=%00", "/en/" + "x" * 3000 + "/", "/en/\u202e/"])
def test_unusual_urls_cause_no_error(home: HomePage, client: Client, url: str) -> None:
    assert client.get(url).status_code in (200, 400, 404)


def test_home_pages_have_catalogues_and_standard_pages() -> None:
    assert StandardPage in HomePage.allowed_subpage_models()
    assert StandardPage.allowed_subpage_models() == [StandardPage]


def make_courses(home: HomePage, count: int) -> list[Any]:
    """Return `count` courses of one catalogue."""
    return [make_course(home, title=f"Course {n}") for n in range(count)]


def test_a_page_for_groups_tells_other_members_whom_to_ask(
    home: HomePage, as_user: Callable[[Any], Client], learner: User, captain: User
) -> None:
    page = make_page(home, title="For pilots")
    pilots = Group.objects.create(name="Pilots")
    captain.groups.add(pilots)
    restriction = PageViewRestriction.objects.create(page=page, restriction_type="groups")
    restriction.groups.add(pilots)
    assert as_user(captain).get(page.get_url()).status_code == 200
    answer = as_user(learner).get(page.get_url())
    assert answer.status_code == 403
    assert "administrators of this site" in answer.content.decode()


def test_attempts_at_a_pages_password_are_limited(home: HomePage, client: Client) -> None:
    page = make_page(home, slug="closed")
    restriction = PageViewRestriction.objects.create(
        page=page, restriction_type="password", password="mangrove"
    )
    door = f"/en/_util/authenticate_with_password/{restriction.pk}/{page.pk}/"
    assert door in client.get(page.url).content.decode()
    tries = [
        client.post(door, {"password": f"no-{n}", "return_url": page.url}).status_code for n in range(11)
    ]
    assert tries == [200] * 10 + [429]
    assert client.post(door, {"password": "mangrove", "return_url": page.url}).status_code == 429
    cache.clear()
    assert client.post(door, {"password": "mangrove", "return_url": page.url})["Location"] == page.url
