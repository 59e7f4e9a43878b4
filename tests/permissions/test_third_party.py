"""Third-party views: all are named in tests/routes.py, and Wagtail's admin refuses others."""

from typing import Any

import pytest
from django.conf import settings
from django.core.files.base import ContentFile
from django.test import Client
from django.urls import NoReverseMatch, reverse
from wagtail.documents import get_document_model
from wagtail.models import Collection, CollectionViewRestriction, Locale, PageViewRestriction

from tests.factories.portal import make_page
from tests.permissions.matrix import SIGN_IN
from tests.permissions.runner import status_of
from tests.permissions.scenario import Scenario, rolled_back
from tests.routes import THIRD_PARTY, Route, ThirdParty, third_party_routes

# Admin URLs that must be open to visitors, and why.
OPEN = {
    "wagtailadmin_login": "sends on to our own sign-in page",
    "wagtailadmin_logout": "ends a session that is not there",
    "wagtailadmin_javascript_catalog": "the words of Wagtail's scripts",
    "wagtailadmin_sprite": "the icons of Wagtail's admin",
}
# Views outside the admin without a secret that could be guessed, and why. Those with one are in
# settings.SECRET_VIEWS.
KEY = "its key is signed or random, 128 bits and more"
OWN = "for who is signed in, and asked for the password before"
PAGE = "shows a page, or asks for a mail; allauth limits how often"
NO_SECRET = {
    "": "a redirect",
    "account_confirm_email": KEY,
    "account_email": OWN,
    "account_email_verification_sent": PAGE,
    "account_inactive": PAGE,
    "account_logout": PAGE,
    "account_request_reauthentication_code": PAGE,
    "account_reset_password": PAGE,
    "account_reset_password_done": PAGE,
    "account_reset_password_from_key": KEY,
    "account_reset_password_from_key_done": PAGE,
    "account_set_password": OWN,
    "account_signup": "sets a password; allauth limits how often",
    "mfa_add_webauthn": OWN,
    "mfa_deactivate_totp": OWN,
    "mfa_download_recovery_codes": OWN,
    "mfa_edit_webauthn": OWN,
    "mfa_generate_recovery_codes": OWN,
    "mfa_index": OWN,
    "mfa_list_webauthn": OWN,
    "mfa_login_webauthn": "takes a signature",
    "mfa_reauthenticate_webauthn": "takes a signature",
    "mfa_remove_webauthn": OWN,
    "mfa_view_recovery_codes": OWN,
    "openid_connect_callback": KEY,
    "openid_connect_login": "sends on to a partner, whose form limits the attempts",
    "socialaccount_connections": OWN,
    "socialaccount_login_cancelled": PAGE,
    "socialaccount_login_error": PAGE,
    "socialaccount_signup": KEY,
    "usersessions_list": OWN,
    "wagtail_serve": "shows a page",
    "wagtailcore_login": "sends on to the site's own sign-in",
}


def test_every_third_party_view_is_classified() -> None:
    strays = [r for r in third_party_routes() if not any(t.covers(r) for t in THIRD_PARTY)]
    assert [(route.pattern, route.module) for route in strays] == []


def test_no_class_is_empty() -> None:
    routes = third_party_routes()
    empty = [(t.prefix, t.module) for t in THIRD_PARTY if not any(t.covers(r) for r in routes)]
    assert empty == []


def test_an_unclassified_view_is_caught() -> None:
    stray = Route("x", "admin/x/", eval)
    assert not ThirdParty(r"admin/", "wagtail", "").covers(stray)


def admin_addresses() -> list[str]:
    """Return the URLs of Wagtail's admin that need no object."""
    found = []
    for route in third_party_routes():
        if route.pattern.startswith("admin/") and route.name not in OPEN:
            try:
                found.append(reverse(route.name))
            except NoReverseMatch:
                continue
    return sorted(set(found))


@pytest.mark.parametrize("role", ["stranger", "learner"])
def test_the_admin_refuses_others(role: str, scenario: Scenario) -> None:
    addresses = admin_addresses()
    assert len(addresses) > 40
    admitted = []
    for url in addresses:
        with rolled_back():
            answer = scenario.client(role).get(url)
            if status_of(answer) < 400 and status_of(answer) != 302:
                admitted.append((url, answer.status_code))
            elif status_of(answer) == 302 and role == "stranger":
                admitted.append((url, answer["Location"]))
    assert admitted == []


def test_the_admin_is_open_to_editors(scenario: Scenario) -> None:
    with rolled_back():
        assert status_of(scenario.client("editor").get(reverse("wagtailadmin_home"))) == 200
        assert status_of(scenario.client("stranger").get(reverse("wagtailadmin_home"))) == SIGN_IN


def test_every_third_party_view_is_classified_by_secrets() -> None:
    names = {route.name for route in third_party_routes() if not route.pattern.startswith("admin/")}
    assert names == NO_SECRET.keys() | settings.SECRET_VIEWS.keys()


@pytest.fixture
def closed(scenario: Scenario) -> dict[str, str]:
    """Return the URLs of the password forms of a page and a collection, by view."""
    page = PageViewRestriction.objects.create(
        page=scenario.home, restriction_type="password", password="river"
    )
    folder = Collection.get_first_root_node().add_child(name="Closed")
    files = CollectionViewRestriction.objects.create(
        collection=folder, restriction_type="password", password="river"
    )
    return {
        "page": reverse("wagtailcore_authenticate_with_password", args=[page.pk, scenario.home.pk]),
        "files": reverse("wagtaildocs_authenticate_with_password", args=[files.pk]),
    }


def enter(address: str, password: str, *, ip: str = "192.0.2.1") -> int:
    """Try a password as a visitor from this IP address; return the status."""
    form = {"password": password, "return_url": "/en/"}
    return Client().post(address, form, REMOTE_ADDR=ip).status_code


@pytest.fixture
def few(monkeypatch: pytest.MonkeyPatch) -> None:
    """Allow three failed attempts from an address, and five at one secret."""
    monkeypatch.setattr("core.web.secret_attempts.ADDRESS_RATE", "3/h")
    monkeypatch.setattr("core.web.secret_attempts.TARGET_RATE", "5/h")


@pytest.mark.parametrize("which", ["page", "files"])
def test_shared_passwords_are_not_guessed(which: str, closed: dict[str, str], few: None) -> None:
    statuses = [enter(closed[which], f"no-{n}") for n in range(4)]
    assert statuses == [200, 200, 200, 429]
    assert enter(closed[which], "river") == 429, "the right one gets the same response as a wrong one"
    others = [enter(closed[which], "no", ip=f"192.0.2.{n}") for n in range(2, 6)]
    assert others == [200, 200, 429, 429], "the attempts at one secret are counted over all IP addresses"
    answer = Client().post(closed[which], {"password": "x"}, REMOTE_ADDR="192.0.2.99")
    assert (answer.status_code, int(answer["Retry-After"]) > 0) == (429, True)


def test_one_password_in_many_languages_is_one_secret(scenario: Scenario, few: None) -> None:
    home = scenario.home
    page = make_page(home)
    french = page.copy_for_translation(Locale.objects.get_or_create(language_code="fr")[0], copy_parents=True)
    alias = french.create_alias(parent=home, update_slug="alias")
    PageViewRestriction.objects.create(page=page.page_ptr, restriction_type="password", password="river")
    addresses = [
        reverse("wagtailcore_authenticate_with_password", args=[row.pk, row.page_id])
        for row in PageViewRestriction.objects.filter(page__in=[page.pk, french.pk, alias.pk])
    ]
    tries = [enter(addresses[n % 3], "no", ip=f"192.0.2.{n}") for n in range(6)]
    assert (len(set(addresses)), tries) == (3, [200] * 5 + [429])


def test_a_class_enters_one_password_from_one_address(closed: dict[str, str], few: None) -> None:
    assert {enter(closed["files"], "river") for _person in range(8)} == {302}
    assert enter(closed["files"], "wrong") == 200


def test_attempts_at_all_secrets_together_count_for_an_address(closed: dict[str, str], few: None) -> None:
    assert [enter(closed[which], "no") for which in ("page", "files", "page", "files")] == [
        200,
        200,
        200,
        429,
    ]
    sign_in = {"login": "nobody@example.org", "password": "no-such-password"}
    assert Client().post(reverse("account_login"), sign_in, REMOTE_ADDR="192.0.2.1").status_code == 429


@pytest.mark.parametrize("view", ["account_reauthenticate", "account_change_password", "mfa_authenticate"])
def test_secrets_of_accounts_are_counted(view: str, scenario: Scenario, few: None) -> None:
    client = scenario.client("stranger" if view == "mfa_authenticate" else "learner")
    tries = [
        client.post(reverse(view), {"password": "no", "oldpassword": "no", "code": "123456"})
        for _n in range(4)
    ]
    if view != "mfa_authenticate":  # without a started sign-in it redirects, and that is no attempt
        assert [answer.status_code for answer in tries] == [422, 422, 422, 429]
    else:
        assert {answer.status_code for answer in tries} == {302}


def test_views_of_wagtail_that_we_replace_are_not_mounted(db: Any, client: Client) -> None:
    document = get_document_model()(title="Worksheet")
    document.file.save("worksheet.txt", ContentFile(b"words"))
    own = f"/documents/{document.pk}/{document.filename}"
    assert b"".join(client.get(own).streaming_content) == b"words"  # type: ignore[attr-defined]
    arabic = str(document.pk).translate(str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩"))
    for number in (arabic, "1" * 30, "1" * 5000, str(2**63)):
        assert client.get(f"/documents/{number}/{document.filename}").status_code == 404
        assert client.get(f"/en/_util/authenticate_with_password/{number}/1/").status_code == 404
    for address in (f"/documents/{document.pk}/", f"/documents/authenticate_with_password/{arabic}/"):
        assert client.get(address, follow=True).status_code == 404
    assert client.get(f"/documents/authenticate_with_password/{'1' * 30}/").status_code == 404
