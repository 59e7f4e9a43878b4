"""Starting a site: a home page, rights, header and footer; twice changes nothing."""

import io
from typing import Any

import pytest
from django.contrib.auth.models import Group, Permission
from django.core.management import call_command
from django.test import Client
from wagtail.models import GroupPagePermission, Page, Site

from accounts.models import User
from portal.models import HomePage, SiteChrome, SiteChromeText
from portal.services.sites import start_portal, start_site
from tests.factories.portal import make_page


def state() -> list[Any]:
    """Return what starting a site could change."""
    return [
        list(Page.objects.order_by("pk").values_list("pk", "title", "slug", "path", "latest_revision")),
        list(Site.objects.values_list("pk", "hostname", "port", "root_page", "is_default_site")),
        list(SiteChromeText.objects.values_list("chrome", "language", "title")),
        GroupPagePermission.objects.count(),
        [
            sorted(group.permissions.values_list("codename", flat=True))
            for group in Group.objects.order_by("name")
        ],
    ]


def test_it_replaces_wagtails_welcome_page(db: Any) -> None:
    assert Page.objects.filter(depth=2).get().title.startswith("Welcome")
    home = start_site(title="Commons", address="https://commons.example")
    assert Page.objects.filter(depth=2).get().specific == home
    assert home.slug == "home"
    site = Site.objects.get()
    assert (site.hostname, site.port, site.is_default_site, site.root_page_id) == (
        "commons.example",
        443,
        True,
        home.pk,
    )
    assert SiteChrome.objects.get(site=site).texts.get(language="en").title == "Commons"


def test_it_is_safe_to_repeat(db: Any) -> None:
    start_site(title="Commons", address="http://testserver")
    before = state()
    start_site(title="Another name", address="http://elsewhere.example")
    assert state() == before


def test_it_leaves_a_welcome_page_that_has_children(db: Any) -> None:
    welcome = Page.objects.get(depth=2)
    welcome.add_child(instance=Page(title="Kept", slug="kept"))
    start_site(title="Commons", address="http://testserver")
    assert Page.objects.filter(slug="kept").exists()


def test_a_site_whose_row_is_gone_gets_one(db: Any) -> None:
    Site.objects.all().delete()
    home = start_site(title="Commons", address="http://testserver:8000")
    site = Site.objects.get(is_default_site=True)
    assert (site.root_page_id, site.port) == (home.pk, 8000)


def test_the_new_home_page_is_presentable(db: Any, client: Client) -> None:
    call_command("start_site", title="Commons", address="http://testserver", stdout=io.StringIO())
    answer = client.get("/en/")
    page = answer.content.decode()
    assert answer.status_code == 200
    assert "Commons" in page
    assert "is being prepared" in page
    assert "/en/account/signup/" in page


def test_a_french_site_begins_in_french(db: Any, client: Client) -> None:
    home = start_site(title="Communs", address="http://testserver", language="fr")
    assert home.locale.language_code == "fr"
    assert client.get("/fr/").status_code == 200


def test_another_site_gets_its_own_home_page(db: Any) -> None:
    first = start_site(title="Commons", address="http://testserver")
    site = start_portal(title="National portal", hostname="Portal.example")
    assert site.hostname == "portal.example"
    assert site.root_page.specific.title == "National portal"
    assert not site.is_default_site
    assert start_portal(title="Again", hostname="portal.example") == site
    assert HomePage.objects.count() == 2
    assert Site.objects.get(is_default_site=True).root_page_id == first.pk


def test_editors_write_and_moderators_publish(home: HomePage, editor: User, learner: User) -> None:
    page = make_page(home)
    moderator = learner
    moderator.groups.add(Group.objects.get(name="Moderators"))
    writes, decides = page.permissions_for_user(editor), page.permissions_for_user(moderator)
    assert (writes.can_edit(), writes.can_add_subpage(), writes.can_publish()) == (True, True, False)
    assert (decides.can_edit(), decides.can_add_subpage(), decides.can_publish()) == (True, True, True)
    assert editor.has_perm("portal.add_announcement")
    assert not editor.has_perm("portal.delete_announcement")
    assert not editor.has_perm("portal.change_sitechrome")
    assert moderator.has_perm("portal.delete_announcement")
    assert moderator.has_perm("portal.change_sitechrome")


def test_permissions_set_by_hand_are_kept(home: HomePage) -> None:
    editors = Group.objects.get(name="Editors")
    extra = Permission.objects.get(codename="change_sitechrome")
    editors.permissions.add(extra)
    start_site()
    assert extra in editors.permissions.all()


@pytest.mark.parametrize(
    "address", ["/admin/", "/admin/snippets/portal/announcement/", "/admin/settings/portal/sitechrome/1/"]
)
def test_visitors_and_learners_cannot_open_the_admin(
    home: HomePage, learner: User, as_user: Any, client: Client, address: str
) -> None:
    for visitor in (client, as_user(learner)):
        answer = visitor.get(address)
        assert answer.status_code == 302
        assert "/admin/snippets" not in answer["Location"].split("?")[0]
