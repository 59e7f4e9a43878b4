"""Moving a page makes no version public without permission, and names the versions that stay public."""

from typing import Any

import pytest
from django.contrib.auth.models import Group, Permission
from django.urls import reverse
from wagtail.models import GroupPagePermission, Locale, Page, PageViewRestriction

from accounts.models import User
from portal.models import HomePage, StandardPage
from portal.services.locales import fill_locales
from tests.factories.accounts import UserFactory
from tests.factories.portal import make_page


@pytest.fixture
def section(home: HomePage) -> StandardPage:
    """A section that only members read, with a page in it."""
    section = make_page(home, title="Closed", slug="closed")
    make_page(section, title="Inner", slug="inner")
    fill_locales()
    PageViewRestriction.objects.create(page=section.page_ptr, restriction_type="login")
    return section


@pytest.fixture
def anglicist(home: HomePage) -> User:
    """An editor who may add, change and publish pages in English only."""
    group = Group.objects.create(name="English")
    group.permissions.set(Group.objects.get(name="Editors").permissions.all())
    for right in ("add_page", "change_page", "publish_page"):
        permission = Permission.objects.get(content_type__app_label="wagtailcore", codename=right)
        GroupPagePermission.objects.create(group=group, page=home, permission=permission)
    user = UserFactory(email="anglicist@example.org", display_name="Anglicist")
    user.groups.add(group)
    return user


def send(client: Any, page: Page, destination: Page, *, together: bool) -> str:
    """Move a page as the admin does, alone or with others; return the next page."""
    if together:
        address = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "move"])
        data = {"chooser": destination.pk, "move_applied": "on"}
        return client.post(f"{address}?id={page.pk}&next=/admin/pages/", data, follow=True).content.decode()
    address = reverse("wagtailadmin_pages:move_confirm", args=[page.pk, destination.pk])
    return client.post(address, follow=True).content.decode()


@pytest.mark.parametrize("together", [False, True])
def test_no_language_becomes_public_without_the_permission_to_publish_it(
    together: bool,
    home: HomePage,
    section: StandardPage,
    anglicist: User,
    moderator: User,
    as_user: Any,
    client: Any,
) -> None:
    inner = section.get_children().get()
    notified = send(as_user(anglicist), inner, home, together=together)
    assert "you may not publish it in" in notified
    assert [client.get(f"/{code}/inner/").status_code for code in ("en", "fr")] == [404, 404]
    send(as_user(moderator), inner, home, together=together)
    assert [client.get(f"/{code}/inner/").status_code for code in ("en", "fr")] == [200, 200]


def test_a_move_that_makes_nothing_public_needs_no_other_permission(
    home: HomePage, page: StandardPage, section: StandardPage, anglicist: User, as_user: Any, client: Any
) -> None:
    open_section = make_page(home, title="Open", slug="open")
    for destination, status in ((open_section, 200), (section, 302)):
        send(as_user(anglicist), page, destination, together=False)
        address = f"/en/{destination.slug}/help/"
        assert client.get(address).status_code == status
    assert client.get("/fr/closed/help/").status_code == 404, "the new parent does not exist in French"


@pytest.mark.parametrize("together", [False, True])
def test_copies_that_stay_public_are_named(
    together: bool,
    page: StandardPage,
    section: StandardPage,
    french: Locale,
    moderator: User,
    as_user: Any,
    client: Any,
) -> None:
    make_page(section.get_translation(french), title="In the way", slug="help")
    notified = send(as_user(moderator), page, section, together=together)
    assert client.get("/en/closed/help/").status_code == 302
    assert client.get("/fr/help/").status_code == 200
    assert "less private than it is now: Help (French)." in notified
