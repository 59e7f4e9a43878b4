"""Signing up: the form, the stored data, and what others cannot find out."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from allauth.account import forms as allauth_forms
from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import MD5PasswordHasher
from django.db import IntegrityError, transaction
from django.test import Client

from accounts.forms.authentication import SignupForm
from accounts.models import Consent, User
from tests.accounts.conftest import link_in, sign_in
from tests.factories.accounts import UserFactory
from tests.html import normalise_html

pytestmark = pytest.mark.django_db
URL = "/en/account/signup/"
SENT = "/en/account/confirm-email/"
PASSWORD = "forest-and-river-22"


def filled(**changes: Any) -> dict[str, Any]:
    """Return a valid sign-up form with changes."""
    return {
        "display_name": "Wanjiru Kamau",
        "email": "wanjiru@example.org",
        "password1": PASSWORD,
        "consent": "on",
        "time_zone": "Africa/Nairobi",
        **changes,
    }


def test_a_newcomer_signs_up_confirms_and_is_signed_in(client: Client, sent: Callable[[], Any]) -> None:
    answer = client.post(URL, filled())
    assert (answer.status_code, answer["Location"]) == (302, SENT)
    user = User.objects.get(email="wanjiru@example.org")
    assert (user.display_name, user.language, user.time_zone) == ("Wanjiru Kamau", "en", "Africa/Nairobi")
    assert client.get("/en/account/").status_code == 302
    [message] = sent()
    assert message.to == ["wanjiru@example.org"]
    page = client.get(link_in(message))
    assert page.status_code == 200
    assert not EmailAddress.objects.get(user=user).verified, "opening the link alone confirms nothing"
    client.post(link_in(message))
    assert EmailAddress.objects.get(user=user).verified
    assert sign_in(client, user, PASSWORD).status_code == 302
    assert client.get("/en/account/").status_code == 200


def test_consent_is_kept_with_version_and_time(client: Client, settings: Any) -> None:
    settings.TERMS_VERSION, settings.PRIVACY_VERSION = "2026-11-01", "2026-10-05"
    client.post(URL, filled())
    kept = Consent.objects.values_list("user__email", "document", "version")
    assert set(kept) == {
        ("wanjiru@example.org", "terms", "2026-11-01"),
        ("wanjiru@example.org", "privacy", "2026-10-05"),
    }


def test_without_consent_there_is_no_account_and_nothing_typed_is_lost(client: Client) -> None:
    data = filled()
    del data["consent"]
    answer = client.post(URL, data)
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "Wanjiru Kamau" in page
    assert "wanjiru@example.org" in page
    assert "please read both texts" in page
    assert not User.objects.exists()


def test_a_taken_address_gets_the_same_answer_and_its_owner_a_mail(sent: Callable[[], Any]) -> None:
    UserFactory(email="taken@example.org", language="fr")
    free, taken = Client(), Client()
    answers = [
        c.post(URL, filled(email=e)) for c, e in ((free, "free@example.org"), (taken, "taken@example.org"))
    ]
    assert [a.status_code for a in answers] == [302, 302]
    assert answers[0]["Location"] == answers[1]["Location"] == SENT
    pages = [c.get(SENT).content.decode().replace("taken@", "free@") for c in (free, taken)]
    assert pages[0] == pages[1]
    assert User.objects.filter(email="taken@example.org").count() == 1
    assert User.objects.get(email="taken@example.org").check_password("a-long-test-password")
    mails = {message.to[0]: message for message in sent()}
    assert set(mails) == {"free@example.org", "taken@example.org"}
    assert link_in(mails["taken@example.org"]) == "/fr/account/login/"


def test_an_unconfirmed_change_does_not_reserve_an_address(sent: Callable[[], Any]) -> None:
    member = UserFactory()
    waiting = EmailAddress.objects.create(user=member, email="wanjiru@example.org")
    Client().post("/en/account/password/reset/", {"email": waiting.email})
    [message] = sent()
    assert "/password/reset/key/" not in message.body, "nobody has an account with this address"
    client = Client()
    client.post(URL, filled())
    [message] = sent()
    client.post(link_in(message))
    owner = User.objects.get(email=waiting.email)
    assert sign_in(Client(), owner, PASSWORD)["Location"] == "/en/"
    assert not waiting.can_set_verified()
    Client().post("/en/account/password/reset/", {"email": waiting.email})
    [message] = sent()
    reset = Client()
    form, words = reset.get(link_in(message))["Location"], "meadow-and-river-23"
    assert reset.post(form, {"password1": words, "password2": words}).status_code == 302
    owner.refresh_from_db()
    member.refresh_from_db()
    assert owner.check_password(words)
    assert not member.check_password(words)


def test_an_address_is_taken_in_any_case(client: Client) -> None:
    UserFactory(email="taken@example.org")
    client.post(URL, filled(email="Taken@Example.ORG"))
    assert User.objects.count() == 1


def submitted_twice(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Send the form; the same form is sent by another request between its validation and its saving."""
    ready = SignupForm.clean

    def clean_then_be_overtaken(form: SignupForm) -> Any:
        cleaned = ready(form)
        monkeypatch.setattr(SignupForm, "clean", ready)
        assert Client().post(URL, filled()).status_code == 302
        return cleaned

    monkeypatch.setattr(SignupForm, "clean", clean_then_be_overtaken)
    return Client().post(URL, filled())


def test_sent_twice_at_once_it_makes_one_account(monkeypatch: pytest.MonkeyPatch) -> None:
    """Both found the address free; the later one must get the response for a taken address."""
    answer = submitted_twice(monkeypatch)
    assert (answer.status_code, answer["Location"]) == (302, SENT)
    assert User.objects.count() == 1


def test_control_without_the_guard_the_later_one_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    """The control of the test above."""
    monkeypatch.setattr(SignupForm, "try_save", allauth_forms.SignupForm.try_save)
    with pytest.raises(IntegrityError), transaction.atomic():
        submitted_twice(monkeypatch)


def test_sent_again_it_makes_one_account(client: Client) -> None:
    assert [client.post(URL, filled())["Location"] for _again in range(2)] == [SENT, SENT]
    assert User.objects.count() == 1


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("  Ana   María ", "Ana María"),
        ("Jose\u0301", "José"),
        ("\u200fليلى\u200f", "ليلى"),
        ("<b>Bob</b> & co", "<b>Bob</b> & co"),
        ("ن" * 80, "ن" * 80),
    ],
)
def test_names_are_kept_clean(name: str, kept: str, client: Client) -> None:
    assert client.post(URL, filled(display_name=name)).status_code == 302
    assert User.objects.get().display_name == kept


@pytest.mark.parametrize(
    "name",
    ["", "   ", "x" * 81, "x" * 10_000, "gnp.\u202eevil", "a\u2066b", "\u200b\u200d", "a\x00b"],
)
def test_bad_names_are_refused_and_the_other_input_is_kept(name: str, client: Client) -> None:
    answer = client.post(URL, filled(display_name=name))
    assert answer.status_code == 422
    form = answer.context["form"]
    assert set(form.errors) == {"display_name"}
    assert "wanjiru@example.org" in answer.content.decode()
    assert not User.objects.exists()


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"email": "not an address"}, "email"),
        ({"email": ["a@example.org", "also wrong"]}, "email"),
        ({"email": "a" * 300 + "@example.org"}, "email"),
        ({"password1": "short"}, "password1"),
        ({"password1": "1234567890"}, "password1"),
        ({"password1": "wanjirukamau"}, "password1"),
        ({"password1": "wanjiru@example.org"}, "password1"),
        ({"consent": ""}, "consent"),
    ],
)
def test_wrong_input_is_named(changes: dict[str, Any], field: str, client: Client) -> None:
    answer = client.post(URL, filled(**changes))
    assert answer.status_code == 422
    assert set(answer.context["form"].errors) == {field}
    assert not User.objects.exists()


@pytest.mark.parametrize("zone", ["", "Mars/Olympus", "../../etc/passwd", "x" * 5000])
def test_an_unknown_zone_is_ignored(zone: str, client: Client) -> None:
    client.post(URL, filled(time_zone=zone))
    assert User.objects.get().time_zone == "UTC"


def test_a_huge_body_shows_an_error(client: Client) -> None:
    answer = client.post(URL, filled(display_name="x" * 2_000_000))
    assert answer.status_code == 413
    assert "<h1" in answer.content.decode()
    assert not User.objects.exists()


def test_signing_up_on_a_french_page_makes_a_french_member(client: Client, sent: Callable[[], Any]) -> None:
    assert client.post("/fr/account/signup/", filled())["Location"] == "/fr/account/confirm-email/"
    assert User.objects.get().language == "fr"
    [message] = sent()
    assert message.extra_headers["Content-Language"] == "fr"
    assert link_in(message).startswith("/fr/account/confirm-email/")
    assert 'lang="fr"' in str(message.alternatives[0][0])


def test_a_name_with_markup_is_escaped_in_mail_and_page(client: Client, sent: Callable[[], Any]) -> None:
    client.post(URL, filled(display_name="<b>Bob</b>"))
    [message] = sent()
    assert "<b>Bob</b>" in str(message.body)
    html = str(message.alternatives[0][0])
    assert "&lt;b&gt;Bob&lt;/b&gt;" in html
    assert "<b>Bob" not in html
    page = client.get(link_in(message)).content.decode()
    assert "<b>Bob" not in page


def test_the_links_do_not_come_from_the_host_header(sent: Callable[[], Any]) -> None:
    Client(HTTP_HOST="portal.example").post(URL, filled())
    [message] = sent()
    link_in(message)  # asserts the site's own address


def test_a_member_is_redirected_from_the_sign_up_page(client: Client) -> None:
    client.force_login(UserFactory())
    assert client.get(URL).status_code == 302


class CountingHasher(MD5PasswordHasher):
    """A hasher that counts its calls: one hash takes half a second on the site, more than all the rest."""

    hashed = 0

    def encode(self, *args: Any, **kwargs: Any) -> str:
        """Hash, and count."""
        CountingHasher.hashed += 1
        return str(super().encode(*args, **kwargs))


def test_a_taken_address_takes_as_long_as_a_new_one(settings: Any) -> None:
    UserFactory(email="taken@example.org")
    settings.PASSWORD_HASHERS = [f"{__name__}.CountingHasher"]
    work = []
    for address in ("taken@example.org", "fresh@example.org"):
        CountingHasher.hashed = 0
        assert Client().post(URL, filled(email=address))["Location"] == SENT
        work.append(CountingHasher.hashed)
    assert work == [1, 1]


def test_an_error_is_shown_once_and_the_summary_links_to_its_field(client: Client) -> None:
    page = client.post(URL, filled(password1="abc", email="ana@@x"))
    assert page.status_code == 422
    summary = page.content.decode().partition("summary-errors")[2].partition("</ul>")[0]
    assert "Please correct 2 errors" in summary
    assert re.findall(r'href="#(\w+)"', summary) == ["id_email", "id_password1"]
    for error in ("Enter a valid email address.", "This password is too short"):
        assert page.content.decode().count(error) == 1


def test_an_invalid_link_has_its_own_page_title(client: Client) -> None:
    page = normalise_html(client.get("/en/account/confirm-email/MQ:abc:def/").content.decode())
    assert "<title>This link does not work any more" in page
