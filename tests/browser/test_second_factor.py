"""Codes from an app, recovery codes and passkeys: set up, used, removed; each page is checked."""

import re
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from playwright.sync_api import expect

from tests.browser.conftest import Open
from tests.browser.input_methods import Pointer
from tests.browser.page_checks import check_page
from tests.browser.visitor import PASSWORD, Visitor

pytestmark = pytest.mark.browser


class Tour:
    """Open the pages and record what is wrong on each, by the page's name."""

    def __init__(self, v: Visitor) -> None:
        self.v, self.ui, self.wrong = v, Pointer(v.page), dict[str, list[str]]()

    def look(self, name: str, part: str) -> None:
        """Check the open page, whose URL must contain `part`."""
        assert part in self.v.page.url, f"{name} is not {self.v.page.url}"
        if found := check_page(self.v.page):
            self.wrong[name] = found

    def prove(self) -> None:
        """Confirm the password where the site asks for it."""
        if "/account/reauthenticate/" in self.v.page.url:
            self.ui.write("Password", PASSWORD)
            self.ui.press("Continue", inside="main")

    def open(self, path: str) -> None:
        """Open a path below the account; confirm the password where it is asked for."""
        self.v.go(f"/en/account/{path}")
        self.prove()


def code_of(secret: str) -> str:
    """Return the code that an app would show now for the secret."""
    return format_hotp_value(hotp_value(secret, next(iter(yield_hotp_counters_from_time()))))


@contextmanager
def a_key(v: Visitor) -> Iterator[None]:
    """Add a virtual passkey to the browser."""
    line = v.context.new_cdp_session(v.page)
    line.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    made = line.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    yield
    line.send("WebAuthn.removeVirtualAuthenticator", {"authenticatorId": made["authenticatorId"]})
    line.send("WebAuthn.disable")


def sign_out(tour: Tour) -> None:
    """Sign out with its page."""
    tour.v.go("/en/account/logout/")
    tour.ui.press("Sign out", inside="main")


def sign_in_with(tour: Tour, role: str, code: str) -> None:
    """Sign in with password and second factor."""
    tour.v.go("/en/account/login/")
    tour.ui.write("E-mail address", f"{role}@demo.km4b.example")
    tour.ui.write("Password", PASSWORD)
    tour.ui.press("Sign in", inside="main")
    tour.look("mfa_authenticate", "/2fa/authenticate/")
    tour.ui.write("Code", code)
    tour.ui.press("Sign in", inside="main")


def test_codes_from_an_app(open_as: Open) -> None:
    with open_as() as v:
        v.sign_in("juror")
        tour = Tour(v)
        tour.open("2fa/totp/activate/")
        v.page.emulate_media(color_scheme="dark")
        picture = v.page.get_by_alt_text("Picture for the app")
        assert picture.evaluate("one => getComputedStyle(one).backgroundColor") == "rgb(255, 255, 255)"
        v.page.emulate_media(color_scheme="light")
        secret = v.page.locator("#totp-key").inner_text()
        tour.ui.write("six digits", code_of(secret))
        tour.ui.press("Switch on", inside="main")
        tour.open("2fa/recovery-codes/")
        tour.look("mfa_view_recovery_codes", "/recovery-codes/")
        codes = re.findall(r"[0-9a-f]{8}", v.page.locator("#codes").inner_text())
        assert len(codes) == 10
        tour.open("2fa/recovery-codes/generate/")
        tour.look("mfa_generate_recovery_codes", "/generate/")
        sign_out(tour)
        sign_in_with(tour, "juror", codes[0])
        tour.v.go("/en/account/2fa/reauthenticate/")
        tour.look("mfa_reauthenticate", "/2fa/reauthenticate/")
        tour.open("2fa/totp/deactivate/")
        tour.look("mfa_deactivate_totp", "/deactivate/")
        tour.ui.press("Switch off", inside="main")
        assert tour.wrong == {}
        v.assert_no_errors()


def test_a_passkey(open_as: Open) -> None:
    with open_as() as v:
        v.sign_in("expert")
        tour = Tour(v)
        with a_key(v):
            tour.open("2fa/webauthn/add/")
            v.page.get_by_label("Name").fill("Field telephone")
            tour.ui.press("Add it", inside="main")
            tour.open("2fa/webauthn/")
            expect(v.page.locator("main")).to_contain_text("Field telephone")
            tour.ui.follow("Rename", inside="main")
            tour.look("mfa_edit_webauthn", "/edit/")
            sign_out(tour)
            v.go("/en/account/login/")
            tour.ui.press("Sign in with a passkey", inside="main")
            expect(v.page.get_by_role("banner")).to_contain_text("Expert (demonstration)")
            v.go("/en/account/2fa/webauthn/reauthenticate/")
            tour.look("mfa_reauthenticate_webauthn", "webauthn")
            tour.open("2fa/webauthn/")
            tour.ui.follow("Remove", inside="main")
            tour.prove()
            tour.look("mfa_remove_webauthn", "/remove/")
            tour.ui.press("Remove it", inside="main")
        assert tour.wrong == {}
        v.assert_no_errors()
