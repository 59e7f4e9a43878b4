"""A write to a table that visitors read is recorded, however it is made, in its own transaction."""

import pytest
from django.apps import apps
from django.contrib.sessions.models import Session
from django.db import connection, transaction
from django.utils import timezone
from wagtail.models import Page, Site

from accounts.models import User
from cop.enums import COMMUNITIES
from core.web.caching import changes
from core.web.caching.changes import DISCUSSION, NOTHING, PAGES, PEOPLE, SITE, kind_of, use_of
from core.web.models import ContentChange
from tests.factories.accounts import UserFactory

pytestmark = pytest.mark.django_db


def version(kind: str) -> int:
    return sum(ContentChange.objects.filter(kind=kind).values_list("amount", flat=True))


def test_each_table_says_what_a_write_to_it_changes() -> None:
    """A later app cannot forget it."""
    own = [
        model
        for model in apps.get_models(include_auto_created=True)
        if not model.__module__.startswith("tests")
    ]
    assert [model._meta.label for model in own if use_of(model) is None] == []


@pytest.mark.parametrize(
    ("sql", "kind"),
    [
        ('INSERT INTO "wagtailcore_page" ("title") VALUES (%s)', PAGES),
        ('INSERT OR IGNORE INTO "cop_community_tags" ("a") VALUES (%s)', COMMUNITIES),
        ('UPDATE "wagtailcore_page" SET "title" = %s WHERE "id" = 1', PAGES),
        (
            'UPDATE "wagtailcore_page" SET "draft_title" = %s, "latest_revision_id" = %s WHERE "id" = 1',
            NOTHING,
        ),
        ('UPDATE "wagtailcore_page" SET "draft_title" = %s, "live" = %s WHERE "id" = 1', PAGES),
        ('DELETE FROM "cop_post" WHERE "id" IN (1)', DISCUSSION),
        ('UPDATE "accounts_user" SET "last_login" = %s WHERE "id" = 1', NOTHING),
        ('UPDATE "accounts_user" SET "display_name" = %s WHERE "id" = 1', PEOPLE),
        ('INSERT INTO "django_session" ("session_key") VALUES (%s)', NOTHING),
        ('INSERT INTO "wagtailimages_rendition" ("file") VALUES (%s)', PAGES),
        ('SELECT * FROM "wagtailcore_page"', NOTHING),
        ("INVALID", NOTHING),
    ],
)
def test_a_statement_changes_what_its_table_holds(sql: str, kind: str) -> None:
    assert kind_of(sql) == kind


def test_every_way_of_writing_is_seen() -> None:
    site = Site.objects.create(hostname="one.example", root_page=Page.get_first_root_node())
    ways = [
        lambda: Site.objects.bulk_create([Site(hostname="two.example", root_page=site.root_page)]),
        lambda: Site.objects.filter(pk=site.pk).update(site_name="Changed"),
        lambda: connection.cursor().execute(
            f'UPDATE "wagtailcore_site" SET "port" = 81 WHERE "id" = {site.pk}'
        ),
        lambda: Site.objects.filter(pk=site.pk)._raw_delete("default"),
    ]
    seen = [version(SITE)]
    for way in ways:
        way()
        seen.append(version(SITE))
    assert seen == sorted(set(seen)), "each rises"


def test_what_changes_no_row_and_what_no_page_shows_is_not_recorded() -> None:
    person = UserFactory()
    before = ContentChange.objects.count()
    Site.objects.filter(hostname="nowhere.example").update(site_name="Changed")
    User.objects.filter(pk=person.pk).update(last_login=timezone.now())
    Session.objects.create(session_key="x", session_data="", expire_date=timezone.now())
    assert ContentChange.objects.count() == before


def test_a_change_that_is_rolled_back_is_not_recorded_and_its_version_does_not_come_again() -> None:
    before, seen = version(SITE), set()
    for _attempt in range(5):
        with transaction.atomic():
            Site.objects.create(hostname="one.example", root_page=Page.get_first_root_node())
            seen.add(version(SITE))
            transaction.set_rollback(True)
        assert version(SITE) == before
    assert len(seen) == 5


@pytest.mark.django_db(transaction=True)
def test_a_statement_without_a_transaction_and_its_record_are_one(monkeypatch: pytest.MonkeyPatch) -> None:
    """The process is killed after the statement: then neither is there."""

    class Killed(Exception):
        pass

    def killed(kind: str, using: str) -> None:
        raise Killed

    site = Site.objects.create(hostname="one.example", root_page=Page.get_first_root_node())
    before = version(SITE)
    monkeypatch.setattr(changes, "record", killed)
    with pytest.raises(Killed):
        Site.objects.filter(pk=site.pk).update(site_name="Changed")
    assert (Site.objects.get(pk=site.pk).site_name, version(SITE)) == ("", before)
    monkeypatch.undo()
    Site.objects.filter(pk=site.pk).update(site_name="Changed")
    assert Site.objects.get(pk=site.pk).site_name == "Changed"
    assert version(SITE) > before
