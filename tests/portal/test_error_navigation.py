"""Error pages have the site's navigation: a current one where possible, else the cached one."""

import re

import pytest
from django.core.cache import cache
from django.db import InterfaceError, OperationalError, connection
from django.test import Client, RequestFactory

from core.web import errors
from portal.models import HomePage
from tests.factories.portal import make_page
from tests.html import normalise_html

pytestmark = pytest.mark.django_db
LINK = '<a href="/en/help/">Help</a>'


@pytest.fixture(autouse=True)
def help_page(home: HomePage) -> None:
    cache.clear()
    make_page(home, title="Help", slug="help", show_in_menus=True)


@pytest.mark.parametrize("path", ["/en/nothing/", "/en/help/nothing/", "/en/communities/nothing/"])
def test_a_404_page_has_the_navigation(client: Client, path: str) -> None:
    answer = client.get(path)
    assert answer.status_code == 404
    assert LINK in re.sub(r' aria-current="(?:page|true)"', "", normalise_html(answer.content.decode()))


def test_pages_without_queries_have_the_cached_navigation(
    rf: RequestFactory, client: Client, django_assert_num_queries: object
) -> None:
    request = rf.get("/en/")
    with django_assert_num_queries(0):  # type: ignore[operator]
        assert LINK not in normalise_html(errors.server_error(request).content.decode())
    client.get("/en/help/")
    with django_assert_num_queries(0):  # type: ignore[operator]
        for answer in (
            errors.server_error(request),
            errors.too_many(request, 60),
            errors.bad_request(request),
        ):
            assert LINK in normalise_html(answer.content.decode())
        assert LINK not in normalise_html(errors.unavailable(request).content.decode()), (
            "everything is closed"
        )
        assert LINK not in normalise_html(errors.server_error(rf.get("/fr/")).content.decode())
    HomePage.objects.get().get_children().get(slug="help").delete()
    client.get("/en/")
    assert LINK not in normalise_html(errors.server_error(request).content.decode())


@pytest.mark.parametrize("failure", [OperationalError("gone"), InterfaceError("connection already closed")])
def test_an_unknown_host_and_a_missing_database_show_a_page(rf: RequestFactory, failure: Exception) -> None:
    assert b"<h1>" in errors.bad_request(rf.get("/en/", headers={"host": "elsewhere.example"})).content

    def gone(execute: object, sql: str, *rest: object) -> None:
        raise failure

    with connection.execute_wrapper(gone):
        answer = errors.not_found(rf.get("/en/nothing/"))
    assert (answer.status_code, b"<h1>" in answer.content) == (404, True)
