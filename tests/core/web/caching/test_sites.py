"""A member's page is found by one query, and as Wagtail finds it, whatever editors change."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import translation
from wagtail.models import Locale

from accounts.models import User
from portal.models import HomePage, StandardPage
from tests.factories.portal import make_home, make_page, make_portal

pytestmark = pytest.mark.django_db


@pytest.fixture
def home(db: None) -> HomePage:
    return make_home(heading="Learn together", lead="A place to learn.")


@pytest.fixture
def page(home: HomePage) -> StandardPage:
    return make_page(make_page(home, title="Above", slug="above"), title="Below", slug="below")


@pytest.fixture
def reader(client: Client, learner: User) -> Client:
    client.force_login(learner)
    return client


@contextmanager
def page_queries() -> Iterator[list[str]]:
    """Collect the queries of the block that read rows of pages."""
    found: list[str] = []
    with CaptureQueriesContext(connection) as queries:
        yield found
    found += [query["sql"] for query in queries if ' FROM "portal_standardpage"' in query["sql"]]


def test_the_second_time_one_query_finds_the_page(page: StandardPage, reader: Client) -> None:
    assert reader.get("/en/above/below/").status_code == 200
    with page_queries() as queries:
        assert reader.get("/en/above/below/").context["page"] == page
    assert len(queries) == 1


def test_a_moved_renamed_or_unpublished_page_is_found_where_it_is_now(
    home: HomePage, page: StandardPage, reader: Client
) -> None:
    def statuses(*paths: str) -> list[int]:
        return [reader.get(f"/en/{path}/").status_code for path in paths]

    assert statuses("above/below", "below") == [200, 404]
    page.move(home, "last-child")
    assert statuses("below", "above/below")[0] == 200
    page = StandardPage.objects.get(pk=page.pk)
    page.slug = "renamed"
    page.save_revision().publish()
    assert statuses("renamed") == [200]
    page.unpublish()
    assert statuses("renamed") == [404]
    page.save_revision().publish()
    assert statuses("renamed") == [200]
    page.delete()
    assert statuses("renamed") == [404]


def test_the_page_is_that_of_the_language_of_the_address(page: StandardPage, reader: Client) -> None:
    french, _created = Locale.objects.get_or_create(language_code="fr")
    for version in (page.get_parent().get_parent(), page.get_parent(), page):
        version.copy_for_translation(french)
    StandardPage.objects.filter(locale=french).update(live=True)
    HomePage.objects.filter(locale=french).update(live=True)
    for _time in range(2):
        for code in ("en", "fr"):
            with translation.override("en"):
                shown = reader.get(f"/{code}/above/below/").context["page"]
            assert (shown.translation_key, shown.locale.language_code) == (page.translation_key, code)


def test_another_site_has_pages_of_its_own(page: StandardPage, reader: Client, settings: Any) -> None:
    settings.ALLOWED_HOSTS = ["testserver", "other.example"]
    other = make_portal("other.example")
    make_page(other, title="Elsewhere", slug="above")
    for _time in range(2):
        assert reader.get("/en/above/").context["page"].title == "Above"
        elsewhere = Client().get("/en/above/?not=stored", headers={"host": "other.example"})
        assert elsewhere.context["page"].title == "Elsewhere"
