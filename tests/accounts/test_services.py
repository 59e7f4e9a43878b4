"""Sign-in through other services: enabled by the environment, tested with a small provider."""

import json
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from allauth.socialaccount.models import SocialAccount
from django.conf import settings as django_settings
from django.test import Client

from accounts.models import Consent, User
from tests.accounts.conftest import sign_in
from tests.factories.accounts import UserFactory

pytestmark = pytest.mark.django_db
LOGIN = "/en/account/oidc/forest/login/"
PERSON = {"sub": "42", "name": "Odile Moreau", "email": "odile@example.org", "email_verified": True}


class Service(BaseHTTPRequestHandler):
    """An OpenID Connect provider with one person, who always agrees."""

    def do_GET(self) -> None:
        """Respond with the provider's configuration, or with the person's data."""
        base = f"http://127.0.0.1:{self.server.server_port}"  # type: ignore[attr-defined]
        if "well-known" in self.path:
            ends = {f"{name}_endpoint": f"{base}/{name}" for name in ("authorization", "token", "userinfo")}
            return self._say({"issuer": base, "jwks_uri": f"{base}/keys", **ends})
        return self._say(PERSON if self.headers["Authorization"] == "Bearer token-1" else {})

    def do_POST(self) -> None:
        """Respond with a token for the code, if it has the PKCE verifier."""
        form = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())
        right = form["code"] == ["code-1"] and form.get("code_verifier")
        self._say(
            {"access_token": "token-1", "token_type": "Bearer"} if right else {"error": "invalid_grant"}
        )

    def _say(self, notified: dict[str, Any]) -> None:
        body = json.dumps(notified).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args: Any) -> None:
        """Log nothing."""


@pytest.fixture
def service(settings: Any) -> Iterator[None]:
    """The provider `forest`, running and switched on."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), Service)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    settings.SOCIALACCOUNT_PROVIDERS = {
        "openid_connect": {
            "APPS": [
                {
                    "provider_id": "forest",
                    "name": "Forest ID",
                    "client_id": "commons",
                    "secret": "s",
                    "settings": {
                        "server_url": f"http://127.0.0.1:{server.server_port}",
                        "oauth_pkce_enabled": True,
                    },
                }
            ]
        }
    }
    yield
    server.shutdown()
    server.server_close()
    thread.join(60)


def sign_in_at_service(client: Client, url: str = LOGIN) -> Any:
    """Go to the service and return with its code; return the response."""
    there = urlsplit(client.post(url)["Location"])
    asked = parse_qs(there.query)
    assert asked["code_challenge_method"] == ["S256"]
    back = urlsplit(asked["redirect_uri"][0]).path
    return client.get(back, {"code": "code-1", "state": asked["state"][0]})


def test_without_services_nothing_is_shown(client: Client) -> None:
    for page in ("/en/account/login/", "/en/account/signup/"):
        assert "another service" not in client.get(page).content.decode()
    assert client.get(LOGIN).status_code == 404
    assert client.get(LOGIN + "callback/").status_code == 404


def test_a_newcomer_is_asked_for_consent_too(client: Client, service: None) -> None:
    assert "Forest ID" in client.get("/en/account/login/").content.decode()
    assert client.get(LOGIN).content.decode().count("<h1") == 1
    assert sign_in_at_service(client)["Location"] == "/en/account/3rdparty/signup/"
    page = client.get("/en/account/3rdparty/signup/")
    assert page.status_code == 200
    assert 'value="Odile Moreau"' in page.content.decode()
    assert not User.objects.exists(), "no account is created before consent"
    data = {"display_name": "Odile", "email": "odile@example.org", "time_zone": "Europe/Paris"}
    assert client.post("/en/account/3rdparty/signup/", data).status_code == 422
    assert not User.objects.exists()
    assert client.post("/en/account/3rdparty/signup/", {**data, "consent": "on"}).status_code == 302
    user = User.objects.get()
    assert (user.display_name, user.email, user.time_zone) == ("Odile", "odile@example.org", "Europe/Paris")
    assert not user.has_usable_password()
    assert Consent.objects.filter(user=user).count() == 2
    assert client.get("/en/account/").status_code == 200


def test_a_member_signs_in_with_the_same_service(client: Client, service: None) -> None:
    user = UserFactory()
    SocialAccount.objects.create(user=user, provider="forest", uid="42")
    sign_in_at_service(client)
    assert client.get("/en/account/").context["user"] == user


def test_an_address_from_the_service_does_not_sign_in_to_an_account(client: Client, service: None) -> None:
    UserFactory(email="odile@example.org")
    sign_in_at_service(client)
    assert client.get("/en/account/").status_code == 302
    assert not SocialAccount.objects.exists()


def test_a_service_is_connected_and_disconnected(client: Client, service: None) -> None:
    user = UserFactory()
    sign_in(client, user)
    client.post("/en/account/reauthenticate/", {"password": "a-long-test-password"})
    page = client.get("/en/account/3rdparty/").content.decode()
    assert f"{LOGIN}?process=connect" in page
    sign_in_at_service(client, f"{LOGIN}?process=connect")
    account = SocialAccount.objects.get(user=user)
    assert client.get("/en/account/3rdparty/").status_code == 200
    client.post("/en/account/3rdparty/", {"account": account.pk})
    assert not SocialAccount.objects.exists()


def test_a_callback_without_a_start_is_refused_with_a_link(client: Client, service: None) -> None:
    answer = client.get(LOGIN + "callback/", {"code": "code-1", "state": "invented"})
    assert answer.status_code == 401
    assert "/en/account/login/" in answer.content.decode()


def test_the_environment_switches_services_on() -> None:
    """The settings are read once at start, so a second interpreter is started."""
    notified = {
        "ORCID_CLIENT_ID": "APP-X",
        "ORCID_CLIENT_SECRET": "s",
        "OIDC_PROVIDERS": json.dumps(
            [{"id": "forest", "name": "Forest ID", "server_url": "https://id.example", "client_id": "c"}]
        ),
    }
    script = (
        "import django; django.setup()\n"
        "from django.test import RequestFactory\n"
        "from allauth.socialaccount.adapter import get_adapter\n"
        "from django.urls import reverse\n"
        "from allauth.socialaccount.models import SocialApp\n"
        "from django.db import connection\n"
        "with connection.schema_editor() as editor: editor.create_model(SocialApp)\n"
        "request = RequestFactory().get('/')\n"
        "print(sorted(p.name for p in get_adapter().list_providers(request)), reverse('orcid_login'))\n"
    )
    environment = {**os.environ, **notified, "DJANGO_SETTINGS_MODULE": "config.settings.test"}
    done = subprocess.run(
        [sys.executable, "-c", script], env=environment, cwd=django_settings.BASE_DIR,
        capture_output=True, text=True, check=True, timeout=120,
    )  # fmt: skip
    assert done.stdout.split("\n")[0] == "['Forest ID', 'Orcid.org'] /en/account/orcid/login/"
