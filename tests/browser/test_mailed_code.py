"""A member without a password reauthenticates with a mailed code; both pages are checked."""

import re
import subprocess
import sys
import uuid

import pytest
from playwright.sync_api import Cookie, expect

from tests.browser.conftest import Open
from tests.browser.page_checks import check_page
from tests.browser.site_server import ROOT, RunningSite, environment
from tests.browser.visitor import Visitor
from tests.waiting import wait_for

pytestmark = pytest.mark.browser
ASK = "account/reauthenticate/code/"
# A member who signed up elsewhere, and their session.
MEMBER = """
import os
from allauth.account.models import EmailAddress
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.cached_db import SessionStore
from accounts.models import User
from accounts.services.consents import give_consent
address = os.environ["MEMBER"]
user = User.objects.create_user(address, None, display_name="Without a password")
EmailAddress.objects.create(user=user, email=address, primary=True, verified=True)
give_consent(user)
store = SessionStore()
store[SESSION_KEY], store[BACKEND_SESSION_KEY] = str(user.pk), settings.AUTHENTICATION_BACKENDS[0]
store[HASH_SESSION_KEY] = user.get_session_auth_hash()
store.save()
print(f"cookie {settings.SESSION_COOKIE_NAME} {store.session_key}")
"""


def sign_in_without_password(v: Visitor, address: str) -> None:
    """Create the member on the site, and open their session in the browser."""
    env = environment(v.site.folder) | {"MEMBER": address}
    shell = [sys.executable, "manage.py", "shell", "--no-imports", "--command", MEMBER]
    done = subprocess.run(shell, cwd=ROOT, env=env, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
    _word, name, key = next(line for line in done.stdout.splitlines() if line.startswith("cookie ")).split()
    v.context.add_cookies([Cookie(name=name, value=key, url=v.site.url)])  # type: ignore[list-item]


def code_mailed(site: RunningSite, address: str) -> str:
    """Wait for the mail and return its code."""
    code = re.compile(r"^[A-Z0-9]+(?:-[A-Z0-9]+)*$", re.MULTILINE)
    found: list[str] = wait_for(
        lambda: [c for text in site.mails_to(address) for c in code.findall(text)], 20
    )
    return found[-1]


@pytest.mark.parametrize(("language", "scripts"), [("en", True), ("ar", True), ("en", False)])
def test_a_mailed_code_opens_the_requested_page(language: str, scripts: bool, open_as: Open) -> None:
    address = f"without-password-{uuid.uuid4().hex[:8]}@example.org"
    wrong: dict[str, list[str]] = {}
    with open_as(java_script_enabled=scripts) as v:
        sign_in_without_password(v, address)
        v.go(f"/{language}/{ASK}")
        if scripts:
            wrong["account_request_reauthentication_code"] = check_page(v.page, language)
        with v.page.expect_navigation():
            v.page.locator("main form button").click()
        expect(v.page.locator("main")).to_contain_text(address)
        if scripts:
            wrong["account_confirm_reauthentication_code"] = check_page(v.page, language)
        v.page.fill("input[name=code]", code_mailed(v.site, address))
        with v.page.expect_navigation():
            v.page.press("input[name=code]", "Enter")
        assert "/reauthenticate/" not in v.page.url
        assert not any(wrong.values()), wrong
        v.assert_no_errors()
