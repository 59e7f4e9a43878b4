"""Signing in and out, new passwords, and what happens to those who try too often or too late."""

from collections.abc import Callable
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.test import Client

from accounts.known_devices import COOKIE
from accounts.models import User
from core.mail.models import MailMessage
from tests.accounts.conftest import SIGN_IN, link_in, sign_in
from tests.factories.accounts import PASSWORD, UserFactory

pytestmark = pytest.mark.django_db
RESET = "/en/account/password/reset/"


def test_a_member_signs_in_and_out(client: Client) -> None:
    user = UserFactory()
    assert sign_in(client, user)["Location"] == "/en/"
    assert client.get("/en/account/").status_code == 200
    assert client.get("/en/account/logout/").status_code == 200, "only the button signs out"
    assert client.get("/en/account/").status_code == 200
    client.post("/en/account/logout/")
    assert client.get("/en/account/").status_code == 302


@pytest.mark.parametrize(
    ("wanted", "gone_to"),
    [
        ("/en/account/data/", "/en/account/data/"),
        ("https://evil.example/", "/en/"),
        ("//evil.example/", "/en/"),
        ("/\\evil.example", "/en/"),
        ("javascript:alert(1)", "/en/"),
        ("http://localhost/x", "/en/"),
    ],
)
def test_next_redirects_only_within_the_site(wanted: str, gone_to: str, client: Client) -> None:
    assert sign_in(client, UserFactory(), next=wanted)["Location"] == gone_to


def test_wrong_password_and_unknown_address_look_the_same(client: Client) -> None:
    user = UserFactory(email="known@example.org")
    wrong = sign_in(client, user, "wrong-password-0")
    unknown = client.post(SIGN_IN, {"login": "known@example.net", "password": "wrong-password-0"})
    assert wrong.status_code == unknown.status_code == 422
    assert wrong.context["form"].errors == unknown.context["form"].errors


def test_repeated_wrong_passwords_end_in_429_with_the_form_kept(client: Client) -> None:
    user = UserFactory()
    statuses = [sign_in(client, user, f"wrong-{n}").status_code for n in range(7)]
    assert statuses[0] == 422
    assert statuses[-1] == 429
    last = sign_in(client, user)
    assert last.status_code == 429, "the right password is refused during the block"
    assert user.email in last.content.decode()
    assert not client.session.get("_auth_user_id")


def guess_until_blocked(user: User, address: str) -> None:
    """Try wrong passwords from another browser and IP address until it is blocked."""
    stranger = Client(REMOTE_ADDR=address)
    assert [sign_in(stranger, user, f"wrong-{n}").status_code for n in range(7)][-1] == 429


def test_other_peoples_guesses_do_not_block_the_members_own_browser(client: Client) -> None:
    user = UserFactory()
    sign_in(client, user)
    client.post("/en/account/logout/")
    guess_until_blocked(user, "203.0.113.7")
    assert sign_in(client, user).status_code == 302
    elsewhere = Client(REMOTE_ADDR="203.0.113.8")
    assert sign_in(elsewhere, user).status_code == 429, "an unknown browser stays blocked"


def test_guesses_from_many_addresses_do_not_block_it_either(client: Client) -> None:
    user = UserFactory()
    sign_in(client, user)
    client.post("/en/account/logout/")
    for address in range(4):
        stranger = Client(REMOTE_ADDR=f"203.0.113.{address}")
        for n in range(9):
            sign_in(stranger, user, f"wrong-{n}")
    assert sign_in(client, user).status_code == 302
    elsewhere = Client(REMOTE_ADDR="203.0.113.8")
    assert sign_in(elsewhere, user).status_code == 429


def test_other_peoples_guesses_do_not_block_reauthentication(client: Client) -> None:
    user = UserFactory()
    sign_in(client, user)
    guess_until_blocked(user, "203.0.113.7")
    answer = client.post("/en/account/reauthenticate/", {"password": PASSWORD})
    assert answer.status_code == 302


@pytest.mark.parametrize("other", ["another member's", "forged", "damaged"])
def test_no_other_cookie_starts_a_new_count(other: str, client: Client) -> None:
    user = UserFactory()
    guesser = Client(REMOTE_ADDR="203.0.113.9")
    sign_in(guesser, UserFactory())
    guesser.post("/en/account/logout/")
    if other != "another member's":
        cookie = guesser.cookies[COOKIE]
        guesser.cookies[COOKIE] = cookie.value[:-1] if other == "forged" else "x:y:z"
    guess_until_blocked(user, "203.0.113.7")
    assert sign_in(guesser, user).status_code == 429


def test_a_known_browser_is_limited_too(client: Client) -> None:
    user = UserFactory()
    sign_in(client, user)
    client.post("/en/account/logout/")
    assert [sign_in(client, user, f"wrong-{n}").status_code for n in range(7)][-1] == 429


def test_too_many_sign_ins_get_our_429_page(client: Client) -> None:
    answers = [client.post(SIGN_IN, {}) for _n in range(35)]
    assert answers[-1].status_code == 429
    page = answers[-1].content.decode()
    assert page.count("<h1") == 1
    assert "css/site" in page


def test_an_unconfirmed_address_gets_a_new_link_and_no_session(
    client: Client, sent: Callable[[], Any]
) -> None:
    user = UserFactory(checked_email=False)
    assert sign_in(client, user)["Location"] == "/en/account/confirm-email/"
    assert client.get("/en/account/").status_code == 302
    [message] = sent()
    client.post(link_in(message))
    assert EmailAddress.objects.get(user=user).verified


def test_a_used_confirmation_link_shows_a_page_with_a_link(client: Client, sent: Callable[[], Any]) -> None:
    sign_in(client, UserFactory(checked_email=False))
    [message] = sent()
    link = link_in(message)
    client.post(link)
    client.post("/en/account/logout/")
    again = client.get(link)
    assert again.status_code == 200
    assert SIGN_IN in again.content.decode()
    assert Client().post(link).status_code in (302, 404)


def test_an_expired_confirmation_link_shows_a_page_with_a_link(
    client: Client, sent: Callable[[], Any], settings: Any
) -> None:
    user = UserFactory(checked_email=False)
    sign_in(client, user)
    [message] = sent()
    settings.ACCOUNT_EMAIL_CONFIRMATION_EXPIRE_DAYS = -1
    answer = Client().get(link_in(message))
    assert answer.status_code == 200
    assert "does not work any more" in answer.content.decode()
    assert Client().post(link_in(message)).status_code == 404
    assert not EmailAddress.objects.get(user=user).verified


def test_a_new_password_by_mail_works_once(client: Client, sent: Callable[[], Any]) -> None:
    user = UserFactory()
    assert client.post(RESET, {"email": user.email})["Location"] == RESET + "done/"
    [message] = sent()
    link = link_in(message)
    form = client.get(link, follow=True)
    assert form.status_code == 200
    path = form.request["PATH_INFO"]
    bad = client.post(path, {"password1": "short", "password2": "short"})
    assert bad.status_code == 422
    new = {"password1": "mountain-and-sea-33", "password2": "mountain-and-sea-33"}
    assert client.post(path, new).status_code == 302
    user.refresh_from_db()
    assert user.check_password("mountain-and-sea-33")
    [notice] = sent()
    assert notice.to == [user.email]
    replay = Client().get(link, follow=True)
    assert replay.status_code == 200
    assert "does not work any more" in replay.content.decode()
    assert RESET in replay.content.decode()


def test_a_password_reset_does_not_reveal_accounts(sent: Callable[[], Any]) -> None:
    UserFactory(email="known@example.org")
    answers = [Client().post(RESET, {"email": e}) for e in ("known@example.org", "unknown@example.org")]
    assert [(a.status_code, a["Location"]) for a in answers] == [(302, RESET + "done/")] * 2
    mails = {message.to[0]: message for message in sent()}
    assert set(mails) == {"known@example.org", "unknown@example.org"}
    assert link_in(mails["unknown@example.org"]) == "/en/account/signup/"


def test_a_password_link_ignores_a_foreign_host(sent: Callable[[], Any]) -> None:
    user = UserFactory()
    Client(HTTP_HOST="portal.example").post(RESET, {"email": user.email})
    [message] = sent()
    assert "/password/reset/key/" in link_in(message)


def test_mails_are_in_the_readers_language_not_the_pages(client: Client, sent: Callable[[], Any]) -> None:
    user = UserFactory(language="fr", time_zone="Africa/Dakar")
    client.post(RESET, {"email": user.email})
    [message] = sent()
    assert message.extra_headers["Content-Language"] == "fr"
    assert link_in(message).startswith("/fr/")
    assert MailMessage.objects.get().text == "", "the link is not kept once it is sent"


def test_changing_the_address_needs_the_new_ones_link(client: Client, sent: Callable[[], Any]) -> None:
    user = UserFactory(email="old@example.org")
    sign_in(client, user)
    answer = client.post("/en/account/email/", {"action_add": "", "email": "new@example.org"})
    assert answer["Location"].startswith("/en/account/reauthenticate/"), "the password is asked for"
    client.post(answer["Location"], {"password": PASSWORD})  # what was posted is then done, not lost
    user.refresh_from_db()
    assert user.email == "old@example.org"
    mails = {m.to[0]: m for m in sent()}
    assert set(mails) == {"new@example.org"}
    client.post(link_in(mails["new@example.org"]))
    user.refresh_from_db()
    assert user.email == "new@example.org"
    assert [a.email for a in EmailAddress.objects.filter(user=user)] == ["new@example.org"]
    [notice] = sent()
    assert notice.to == ["old@example.org"], "the old address gets a mail"


def test_an_inactive_account_cannot_sign_in(client: Client) -> None:
    user = UserFactory(is_active=False)
    assert sign_in(client, user).status_code in (302, 422)
    assert not client.session.get("_auth_user_id")


def test_a_demo_account_cannot_sign_in_elsewhere(client: Client, settings: Any) -> None:
    user = UserFactory(is_demo=True)
    settings.DEMO = False
    assert sign_in(client, user)["Location"] == "/en/account/inactive/"
    assert not client.session.get("_auth_user_id")
    settings.DEMO = True
    assert sign_in(client, user)["Location"] == "/en/"


def test_the_old_password_ends_with_the_change(client: Client) -> None:
    user = UserFactory()
    sign_in(client, user)
    new = {"oldpassword": PASSWORD, "password1": "desert-and-dune-44", "password2": "desert-and-dune-44"}
    assert client.post("/en/account/password/change/", new)["Location"] == "/en/account/"
    assert client.get("/en/account/").status_code == 200
    assert User.objects.get().check_password("desert-and-dune-44")


def test_wagtails_own_sign_in_is_closed(client: Client) -> None:
    user, door = UserFactory(), "/en/_util/login/"
    answer = client.post(door, {"username": user.email, "password": PASSWORD})
    assert not client.session.get("_auth_user_id"), "it would ask for no second factor and count no attempts"
    assert answer["Location"] == SIGN_IN
    assert client.get(door, {"next": "/en/courses/"})["Location"] == f"{SIGN_IN}?next=%2Fen%2Fcourses%2F"


def test_only_the_home_page_greets(client: Client) -> None:
    user = UserFactory(language="en")
    answer = client.post("/ar/account/login/", {"login": user.email, "password": PASSWORD}, follow=True)
    assert answer.redirect_chain[-1][0] == "/en/"
    assert not list(answer.context["messages"])


def test_the_last_failed_code_of_a_sign_in_counts_too(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """After the last failed code at sign-in, allauth redirects to the sign-in page."""
    settings.ACCOUNT_LOGIN_BY_CODE_REQUIRED = True
    monkeypatch.setattr("core.web.secret_attempts.ADDRESS_RATE", "4/h")
    user, client, statuses = UserFactory(), Client(), []
    for _code in range(2):
        assert sign_in(client, user)["Location"] == "/en/account/login/code/confirm/"
        tries = [client.post("/en/account/login/code/confirm/", {"code": "WRONG"}) for _n in range(3)]
        statuses += [answer.status_code for answer in tries]
    assert statuses == [422, 422, 302, 422, 429, 429]
