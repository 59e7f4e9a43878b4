"""The account's overview, profile and list of devices."""

from datetime import timedelta
from typing import Any

import pytest
from allauth.usersessions.models import UserSession
from django.test import Client
from django.utils import timezone, translation
from django.utils.translation import gettext

from accounts.devices import device_name
from accounts.forms.profile import ProfileForm
from accounts.models import User
from accounts.selectors import time_zone_groups
from accounts.services.sessions import forget_devices
from tests.accounts.conftest import sign_in
from tests.factories.accounts import UserFactory

pytestmark = pytest.mark.django_db
PROFILE = "/en/account/profile/"


@pytest.fixture
def user(client: Client) -> User:
    """A member who signed in by the form."""
    person: User = UserFactory(display_name="Amina")
    sign_in(client, person)
    return person


def test_the_overview_links_to_all_pages(client: Client, user: User) -> None:
    page = client.get("/en/account/").content.decode()
    for part in ("profile/", "email/", "password/change/", "2fa/", "sessions/", "data/", "privacy/"):
        assert f'href="/en/account/{part}"' in page
    assert "3rdparty" not in page, "no service is switched on"


def test_a_changed_language_changes_the_pages(client: Client, user: User) -> None:
    data = {"display_name": "أمينة", "language": "ar", "time_zone": "Africa/Cairo"}
    answer = client.post(PROFILE, data)
    assert answer["Location"] == "/ar/account/"
    assert 'dir="rtl"' in client.get("/ar/account/").content.decode()
    user.refresh_from_db()
    assert (user.display_name, user.language, user.time_zone) == ("أمينة", "ar", "Africa/Cairo")


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"display_name": ""}, "display_name"),
        ({"display_name": "n" * 10_000}, "display_name"),
        ({"display_name": "a\u202eb"}, "display_name"),
        ({"language": "xx"}, "language"),
        ({"language": "es"}, "language"),
        ({"time_zone": "Mars/Olympus"}, "time_zone"),
        ({"time_zone": ""}, "time_zone"),
        ({"time_zone": "../../etc/passwd"}, "time_zone"),
    ],
)
def test_wrong_input_is_named_and_nothing_changes(
    changes: dict[str, str], field: str, client: Client, user: User
) -> None:
    data = {"display_name": "Amina K", "language": "en", "time_zone": "Africa/Cairo", **changes}
    answer = client.post(PROFILE, data)
    assert answer.status_code == 422
    assert set(answer.context["form"].errors) == {field}
    assert User.objects.values_list("display_name", "language", "time_zone").get() == ("Amina", "en", "UTC")
    assert "<bdi>Amina</bdi>" in answer.content.decode(), "the header still shows the stored name"


def test_zones_are_named_by_cities() -> None:
    names = [name for _region, zones in time_zone_groups() for name, _city in zones]
    assert {"UTC", "Africa/Nairobi", "Asia/Kathmandu", "America/Argentina/Ushuaia"} <= set(names)
    assert len(names) == len(set(names))
    assert not [name for name in names if name.startswith(("Etc/", "SystemV/", "US/"))]


@pytest.mark.parametrize(
    ("language", "nairobi", "kolkata", "later"),
    [
        ("en", "Nairobi", "Kolkata", ("Algiers", "Asmara")),
        ("fr", "Nairobi", "Calcutta", ("Alger", "Asmara")),
        ("ar", "نيروبي", "كالكتا", ("أديس أبابا", "الجزائر")),
    ],
)
def test_cities_are_named_and_sorted_in_the_readers_language(
    language: str, nairobi: str, kolkata: str, later: tuple[str, str]
) -> None:
    with translation.override(language):
        regions = {str(region): dict(zones) for region, zones in time_zone_groups()}
        africa, asia = regions[gettext("Africa")], regions[gettext("Asia")]
    assert (africa["Africa/Nairobi"], asia["Asia/Kolkata"]) == (nairobi, kolkata)
    assert "Asia/Calcutta" not in asia, "each city is listed once, with its new name"
    cities = list(africa.values())
    assert cities.index(later[0]) < cities.index(later[1])


def test_an_unknown_zone_does_not_block_the_member(client: Client, user: User) -> None:
    User.objects.update(time_zone="Mars/Olympus")
    assert client.get(PROFILE).status_code == 200


def test_the_members_language_is_used_without_one_in_the_url(client: Client, user: User) -> None:
    User.objects.update(language="fr")
    assert client.get("/account/", headers={"Accept-Language": "ar"})["Location"] == "/fr/account/"
    assert Client().get("/account/", headers={"Accept-Language": "ar"})["Location"] == "/ar/account/"


def test_the_language_of_the_url_is_used(client: Client, user: User) -> None:
    User.objects.update(language="fr")
    assert '<html lang="en"' in client.get("/en/account/").content.decode()


def test_one_device_is_signed_out(client: Client, user: User) -> None:
    other = Client(HTTP_USER_AGENT="The other one")
    sign_in(other, user)
    page = client.get("/en/account/sessions/").content.decode()
    assert "The other one" in page
    row = UserSession.objects.get(user_agent="The other one")
    assert client.post("/en/account/sessions/end/", {"session": row.pk}).status_code == 302
    assert other.get("/en/account/").status_code == 302
    assert client.get("/en/account/").status_code == 200


def test_all_other_devices_are_signed_out(client: Client, user: User) -> None:
    others = [Client(), Client()]
    for other in others:
        sign_in(other, user)
    client.post("/en/account/sessions/")
    assert [other.get("/en/account/").status_code for other in others] == [302, 302]
    assert client.get("/en/account/").status_code == 200


@pytest.mark.parametrize("session", ["", "x", "-1", "9" * 40, "999999"])
def test_no_such_device_is_404(session: str, client: Client, user: User) -> None:
    assert client.post("/en/account/sessions/end/", {"session": session}).status_code == 404


def test_another_members_device_is_404(client: Client, user: User) -> None:
    other = Client()
    sign_in(other, UserFactory())
    row = UserSession.objects.exclude(user=user).get()
    assert client.post("/en/account/sessions/end/", {"session": row.pk}).status_code == 404
    assert other.get("/en/account/").status_code == 200


def test_a_changed_password_keeps_this_device_in_the_list(client: Client, user: User) -> None:
    new: Any = {"oldpassword": "a-long-test-password", "password1": "desert-and-dune-44"}
    client.post("/en/account/password/change/", {**new, "password2": new["password1"]})
    assert "this one" in client.get("/en/account/sessions/").content.decode()


@pytest.mark.parametrize(
    ("header", "name"),
    [
        (
            "Mozilla/5.0 (Linux; Android 14) Chrome/130.0 Mobile Safari/537.36",
            "Chrome, Android",
        ),
        (
            "Mozilla/5.0 (Windows NT 10.0) Chrome/130.0 Safari/537.36 Edg/130.0",
            "Edge, Windows",
        ),
        (
            "Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) Version/17.0 Safari/604.1",
            "Safari, iPhone",
        ),
        ("Mozilla/5.0 (X11; Linux x86_64; rv:132.0) Gecko/20100101 Firefox/132.0", "Firefox, Linux"),
        ("curl/8.5.0", "curl/8.5.0"),
        ("<b>" + "x" * 300, "<b>" + "x" * 57),
        ("", ""),
    ],
)
def test_a_device_is_named_in_words(header: str, name: str) -> None:
    assert device_name(header) == name


def test_signed_out_devices_are_deleted(client: Client, user: User) -> None:
    expired = UserSession.objects.create(user=user, session_key="expired", ip="192.0.2.1", user_agent="Old")
    UserSession.objects.update(last_seen_at=timezone.now() - timedelta(days=15))
    UserSession.objects.create(user=user, session_key="just-now", ip="192.0.2.2", user_agent="New")
    assert forget_devices() == 1
    assert not UserSession.objects.filter(pk=expired.pk).exists()
    assert UserSession.objects.count() == 2, "the one in use stays, and one that was made just now"


@pytest.mark.parametrize(
    ("path", "kept"),
    [
        ("/en/account/email/", "no-store"),
        ("/en/account/2fa/", "no-store"),
        ("/en/account/sessions/", "no-store"),
        ("/en/styleguide/", "no-cache"),
    ],
)
def test_a_members_pages_are_not_in_shared_caches(path: str, kept: str, client: Client, user: User) -> None:
    held = {part.strip() for part in client.get(path)["Cache-Control"].split(",")}
    assert {"private", kept} <= held


def test_a_visitors_pages_may_be_cached_but_not_sign_in_forms(client: Client) -> None:
    assert client.get("/en/styleguide/")["Cache-Control"] == "public, no-cache"
    assert "no-store" in client.get("/en/account/password/reset/")["Cache-Control"]


def test_saving_the_profile_changes_nothing_else(user: User) -> None:
    form = ProfileForm({"display_name": "Ana", "language": "fr", "time_zone": "UTC"}, instance=user)
    assert form.is_valid()
    User.objects.filter(pk=user.pk).update(is_active=False)  # an operator, at this moment
    form.save()
    user = User.objects.get(pk=user.pk)
    assert (user.display_name, user.language, user.is_active) == ("Ana", "fr", False)
