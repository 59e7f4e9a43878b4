"""Consent to new terms: asked for at the next visit, without losing any input."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client

from accounts.models import Consent
from accounts.services.consents import give_consent
from tests.factories.accounts import UserFactory

pytestmark = pytest.mark.django_db
PAGE, ASK = "/en/account/profile/", "/en/account/consent/"


@pytest.fixture
def outdated(client: Client, settings: Any) -> Any:
    """A signed-in member who agreed to the versions before the present ones."""
    user = UserFactory()
    client.force_login(user)
    assert client.get(PAGE).status_code == 200
    settings.TERMS_VERSION = "2027-01-01"
    return user


def test_a_visit_redirects_to_the_consent_form_and_back(client: Client, outdated: Any) -> None:
    wanted = f"{PAGE}?x=1&y=%D9%84"
    answer = client.get(wanted)
    assert answer.status_code == 302
    question = client.get(answer["Location"])
    assert question.status_code == 200
    assert question.content.decode().count("<h1") == 1
    agreed = client.post(ASK, {"consent": "on", "next": question.context["next"]})
    assert agreed["Location"] == wanted
    assert client.get(wanted).status_code == 200
    versions = Consent.objects.filter(user=outdated, document="terms").values_list("version", flat=True)
    assert list(versions) == ["2026-11-01", "2027-01-01"]


def test_refusing_consent_shows_a_message(client: Client, outdated: Any) -> None:
    answer = client.post(ASK, {"next": PAGE})
    assert answer.status_code == 422
    assert answer.context["next"] == PAGE
    assert client.get(PAGE).status_code == 302


@pytest.mark.parametrize("wanted", ["https://evil.example/", "//evil.example", "javascript:alert(1)"])
def test_next_redirects_only_within_the_site(wanted: str, client: Client, outdated: Any) -> None:
    assert client.post(ASK, {"consent": "on", "next": wanted})["Location"] == "/"


def test_posted_data_is_never_lost(client: Client, outdated: Any) -> None:
    data = {"display_name": "New Name", "language": "en", "time_zone": "UTC"}
    assert client.post(PAGE, data)["Location"] == "/en/account/"
    outdated.refresh_from_db()
    assert outdated.display_name == "New Name"


@pytest.mark.parametrize(
    ("url", "status"),
    [
        ("/en/account/data/", 200),
        ("/en/account/privacy/", 200),
        ("/en/account/logout/", 200),
        ("/healthz", 200),
        ("/en/account/data/erasure/", 302),
    ],
)
def test_signing_out_and_deleting_the_account_stay_possible(
    url: str, status: int, client: Client, outdated: Any
) -> None:
    answer = client.get(url)
    assert answer.status_code == status
    assert ASK not in answer.get("Location", "")


def test_fragments_and_visitors_are_not_redirected(client: Client, outdated: Any) -> None:
    assert client.get(PAGE, headers={"HX-Request": "true"}).status_code == 200
    assert client.get(PAGE, headers={"Sec-Fetch-Dest": "empty"}).status_code == 200
    assert Client().get("/en/account/privacy/").status_code == 200


def test_consent_needs_no_query_on_later_pages(client: Client) -> None:
    client.force_login(UserFactory())
    client.get(PAGE)
    with connection.execute_wrapper(_no_consents):
        assert client.get(PAGE).status_code == 200


def _no_consents(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
    assert "accounts_consent" not in sql
    return execute(sql, params, many, context)


def test_consenting_twice_keeps_the_first_date() -> None:
    user = UserFactory()
    before = list(Consent.objects.filter(user=user).values_list("pk", "given_at"))
    give_consent(user)
    assert list(Consent.objects.filter(user=user).values_list("pk", "given_at")) == before
    assert len(before) == 2
