"""Privacy set on a page applies to all its languages, its aliases, and later translations."""

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import Group, Permission
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.test import Client, RequestFactory
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from wagtail.models import GroupPagePermission, Locale, Page, PageLogEntry, PageViewRestriction

from core.web import page_privacy
from core.web.page_privacy_admin import FamilyPrivacyView, loosens
from portal.models import HomePage, StandardPage
from portal.services.sites import start_site
from tests.factories.accounts import UserFactory
from tests.factories.portal import make_page
from tests.nightly import examples

pytestmark = pytest.mark.django_db


@pytest.fixture
def french() -> Locale:
    """French beside English."""
    return Locale.objects.get_or_create(language_code="fr")[0]


@pytest.fixture
def home() -> HomePage:
    """The home page in English."""
    return start_site(title="Commons", address="http://testserver")


def rows(page: Page) -> list[tuple[str, str, set[str]]]:
    """Return the restrictions of the page itself."""
    return [
        (row.restriction_type, row.password, set(row.groups.values_list("name", flat=True)))
        for row in PageViewRestriction.objects.filter(page_id=page.pk)
    ]


def translated(page: Page, locale: Locale) -> Page:
    """Return a translation of the page, whose parents are translated first."""
    return page.copy_for_translation(locale, copy_parents=True)


def test_privacy_of_one_language_applies_to_all(home: HomePage, french: Locale) -> None:
    page = make_page(home)
    other = translated(page, french)
    alias = page.create_alias(parent=home, update_slug="alias")
    row = PageViewRestriction.objects.create(page=other.page_ptr, restriction_type="password", password="a")
    assert rows(page) == rows(other) == rows(alias) == [("password", "a", set())]
    groups = [Group.objects.create(name=name) for name in "ABC"]
    row.restriction_type, row.password = "groups", ""
    row.save()
    row.groups.set(groups[:2])
    row.groups.set(groups[1:])
    assert rows(page) == rows(other) == rows(alias) == [("groups", "", {"B", "C"})]
    assert not StandardPage.objects.public().filter(pk__in=[page.pk, other.pk, alias.pk]).exists()
    PageViewRestriction.objects.get(page_id=page.pk).delete()
    assert rows(page) == rows(other) == rows(alias) == []


def test_a_translation_and_an_alias_made_later_are_as_private(home: HomePage, french: Locale) -> None:
    page = make_page(home)
    group = Group.objects.create(name="Pilots")
    PageViewRestriction.objects.create(page=page.page_ptr, restriction_type="groups").groups.add(group)
    other = translated(page, french)
    alias = other.create_alias(parent=home, update_slug="alias")
    assert rows(page) == rows(other) == rows(alias) == [("groups", "", {"Pilots"})]
    other.delete()
    assert rows(page) == [("groups", "", {"Pilots"})], "deleting a page changes no other"


def test_an_alias_of_an_alias_belongs_to_the_family(home: HomePage, french: Locale) -> None:
    page = make_page(home)
    other = translated(page, french)
    alias = other.create_alias(parent=home, update_slug="alias")
    second = alias.create_alias(parent=home, update_slug="second")
    row = PageViewRestriction.objects.create(page=page.page_ptr, restriction_type="password", password="a")
    assert rows(second) == [("password", "a", set())]
    row.delete()
    assert rows(second) == []
    PageViewRestriction.objects.create(page=second.page_ptr, restriction_type="login")
    assert rows(page) == rows(other) == rows(alias) == [("login", "", set())]


def test_the_migration_covers_a_family_with_its_aliases_of_aliases(home: HomePage, french: Locale) -> None:
    page, neighbour = make_page(home), make_page(home, slug="neighbour")
    other = translated(page, french)
    second = other.create_alias(parent=home, update_slug="alias").create_alias(parent=home, update_slug="b")
    PageViewRestriction.objects.bulk_create(
        [PageViewRestriction(page=page.page_ptr, restriction_type="password", password="a")]
    )
    migration = MigrationLoader(connection).get_migration("web", "0001_privacy_covers_translations")
    state = MigrationLoader(connection).project_state(migration.dependencies)
    migration.operations[0].code(state.apps, None)
    assert rows(other) == rows(second) == [("password", "a", set())]
    assert rows(neighbour) == []


def test_other_pages_stay_as_they_are(home: HomePage, french: Locale) -> None:
    page, neighbour = make_page(home), make_page(home, slug="neighbour")
    translated(neighbour, french)
    PageViewRestriction.objects.create(page=page.page_ptr, restriction_type="login")
    assert PageViewRestriction.objects.count() == 1


def test_two_rows_of_one_page_become_one(home: HomePage) -> None:
    page = make_page(home)
    PageViewRestriction.objects.bulk_create(
        PageViewRestriction(page=page.page_ptr, restriction_type="login") for _n in range(2)
    )
    row = PageViewRestriction.objects.first()
    row.restriction_type, row.password = "password", "b"
    row.save()
    assert rows(page) == [("password", "b", set())]


STEPS = st.lists(
    st.tuples(
        st.sampled_from(["set", "lift", "translate", "alias"]), st.integers(0, 3), st.sampled_from("abc")
    ),
    max_size=8,
)


@settings(
    max_examples=examples(6, 60),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
    database=None,
)
@given(steps=STEPS)
def test_whatever_happens_a_family_is_restricted_alike(
    home: HomePage, steps: list[tuple[str, int, str]]
) -> None:
    page = make_page(home, slug=None)
    family = [page]
    languages = iter(["fr", "ar", "es"])
    for step, index, password in steps:
        chosen = family[index % len(family)]
        if step == "set":
            row = PageViewRestriction.objects.filter(page_id=chosen.pk).first()
            row = row or PageViewRestriction(page_id=chosen.pk)
            row.restriction_type, row.password = "password", password
            row.save()
        elif step == "lift":
            PageViewRestriction.objects.filter(page_id=chosen.pk).delete()
        elif step == "translate" and (code := next(languages, None)):
            locale = Locale.objects.get_or_create(language_code=code)[0]
            family.append(translated(page, locale))
        elif step == "alias":
            family.append(chosen.create_alias(parent=home, update_slug=f"alias-{len(family)}-{page.pk}"))
        assert len({str(rows(one)) for one in family}) == 1
    for one in reversed(family):
        Page.objects.get(pk=one.pk).delete()


def test_the_control_only_one_language_without_the_receivers(
    home: HomePage, french: Locale, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = make_page(home)
    other = translated(page, french)
    monkeypatch.setattr(page_privacy, "spread", lambda restriction: None)
    PageViewRestriction.objects.create(page=page.page_ptr, restriction_type="login")
    assert rows(other) == []


@pytest.fixture
def french_publisher(home: HomePage, french: Locale, as_user: Callable[[Any], Client]) -> Client:
    """A user who may publish only below the French home page."""
    group = Group.objects.create(name="French publishers")
    group.permissions.add(Permission.objects.get(codename="access_admin"))
    publish = Permission.objects.get(content_type__app_label="wagtailcore", codename="publish_page")
    page = translated(home, french)
    GroupPagePermission.objects.create(group=group, page=page, permission=publish)
    member = UserFactory()
    member.groups.add(group)
    return as_user(member)


def logged(action: str) -> list[int]:
    """Return the keys of the pages whose privacy was changed so."""
    entries = PageLogEntry.objects.filter(action=f"wagtail.view_restriction.{action}")
    return sorted(entries.values_list("page_id", flat=True))


def test_a_publisher_of_one_language_does_not_open_the_others(
    home: HomePage, french: Locale, french_publisher: Client
) -> None:
    page = make_page(home)
    other = translated(page, french)
    pilots = Group.objects.create(name="Pilots")
    address = reverse("wagtailadmin_pages:set_privacy", args=[other.pk])
    closed = french_publisher.post(address, {"restriction_type": "login"})
    assert closed.json()["step"] == "set_privacy_done", "to close it in all languages is allowed"
    french_publisher.post(address, {"restriction_type": "groups", "groups": [pilots.pk]})
    for wanted in ({"restriction_type": "none"}, {"restriction_type": "password", "password": "river"}):
        refused = french_publisher.post(address, wanted).json()
        assert refused["step"] == "set_privacy"
        assert "you may not publish it in English. Ask somebody" in refused["html"]
    assert rows(page) == rows(other) == [("groups", "", {"Pilots"})]
    assert (logged("create"), logged("edit"), logged("delete")) == (*[sorted([page.pk, other.pk])] * 2, [])


def test_a_publisher_of_all_languages_opens_them_and_each_is_logged(
    home: HomePage, french: Locale, admin: object, as_user: Callable[[Any], Client]
) -> None:
    page = make_page(home)
    family = sorted(
        [page.pk, translated(page, french).pk, page.create_alias(parent=home, update_slug="a").pk]
    )
    address = reverse("wagtailadmin_pages:set_privacy", args=[page.pk])
    for wanted in ({"restriction_type": "login"}, {"restriction_type": "none"}):
        assert as_user(admin).post(address, wanted).json()["step"] == "set_privacy_done"
    assert not PageViewRestriction.objects.exists()
    assert logged("create") == logged("delete") == family


@pytest.mark.parametrize("wanted", ["groups", "none"])
def test_the_last_choice_holds_when_two_editors_save_at_once(
    home: HomePage, admin: Any, rf: RequestFactory, wanted: str
) -> None:
    page, pilots = make_page(home), Group.objects.create(name="Pilots")

    class SecondToSave(FamilyPrivacyView):  # type: ignore[misc]
        """Another editor's choice is saved after this view has read the restriction."""

        def form_valid(self, form: Any) -> Any:
            PageViewRestriction.objects.create(page=page.page_ptr, restriction_type="login")
            return super().form_valid(form)

    request = rf.post("/", {"restriction_type": wanted, "groups": [pilots.pk]})
    request.user = admin
    assert SecondToSave.as_view()(request, page_id=page.pk).status_code == 200
    assert rows(page) == ([("groups", "", {"Pilots"})] if wanted == "groups" else [])


@pytest.mark.parametrize(
    ("before", "after", "is_looser"),
    [
        (("none", "", ""), ("password", "a", ""), False),
        (("login", "", ""), ("none", "", ""), True),
        (("login", "", ""), ("password", "a", ""), True),
        (("login", "", ""), ("groups", "", "A"), False),
        (("password", "a", ""), ("login", "", ""), True),
        (("password", "a", ""), ("groups", "", "A"), True),
        (("password", "a", ""), ("password", "b", ""), True),
        (("password", "a", ""), ("password", "a", ""), False),
        (("groups", "", "AB"), ("groups", "", "A"), False),
        (("groups", "", "A"), ("groups", "", "AB"), True),
        (("groups", "", "A"), ("login", "", ""), True),
    ],
)
def test_which_changes_reduce_privacy(before: Any, after: Any, is_looser: bool) -> None:
    assert loosens((*before[:2], frozenset(before[2])), (*after[:2], frozenset(after[2]))) is is_looser


def test_the_dialog_warns_of_it(home: HomePage, admin: object, as_user: object) -> None:
    client: Client = as_user(admin)  # type: ignore[operator]
    address = reverse("wagtailadmin_pages:set_privacy", args=[home.pk])
    assert "all its languages" in client.get(address).json()["html"]
    client.post(address, {"restriction_type": "login"})
    assert rows(home) == [("login", "", set())]


def test_the_sign_in_page_is_in_the_language_of_the_page(
    client: Client, home: HomePage, french: Locale
) -> None:
    page = make_page(home, title="About", slug="about")
    other = translated(page, french)
    other.save_revision().publish()
    PageViewRestriction.objects.create(page=page.page_ptr, restriction_type="login")
    for language in ("en", "fr"):
        address = f"/{language}/about/"
        assert client.get(address)["Location"] == f"/{language}/account/login/?next={address}"
