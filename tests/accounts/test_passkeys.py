"""Passkeys: bound to the configured domain and origin; tested with a small authenticator in Python."""

import hashlib
import json
import secrets
import struct
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from django.test import Client
from fido2 import cbor
from fido2.cose import ES256
from fido2.utils import websafe_decode, websafe_encode

from accounts.adapters import MFAAdapter
from accounts.models import User
from tests.accounts.conftest import sign_in
from tests.factories.accounts import PASSWORD, UserFactory

pytestmark = pytest.mark.django_db
SITE = "https://commons.example"
ADD, LOGIN = "/en/account/2fa/webauthn/add/", "/en/account/2fa/webauthn/login/"
PRESENT_AND_VERIFIED = 0x05


class Key:
    """A passkey in software: it creates what a browser sends, for a given origin."""

    def __init__(self, origin: str = SITE, rp_id: str = "commons.example") -> None:
        self.origin, self.rp_id = origin, rp_id
        self.id, self.private = secrets.token_bytes(32), ec.generate_private_key(ec.SECP256R1())
        self.user = b""

    def _client_data(self, kind: str, challenge: str) -> bytes:
        notified = {"type": kind, "challenge": challenge, "origin": self.origin, "crossOrigin": False}
        return json.dumps(notified).encode()

    def _head(self, flags: int) -> bytes:
        return hashlib.sha256(self.rp_id.encode()).digest() + bytes([flags]) + struct.pack(">I", 1)

    def _credential(self, **response: bytes) -> dict[str, Any]:
        return {
            "type": "public-key",
            "id": websafe_encode(self.id),
            "rawId": websafe_encode(self.id),
            "clientExtensionResults": {"credProps": {"rk": True}},
            "response": {name: websafe_encode(part) for name, part in response.items()},
        }

    def create(self, options: dict[str, Any]) -> str:
        """Answer a registration."""
        self.user = websafe_decode(options["user"]["id"])
        public = ES256.from_cryptography_key(self.private.public_key())
        attested = b"\x00" * 16 + struct.pack(">H", len(self.id)) + self.id + cbor.encode(public)
        data = self._head(PRESENT_AND_VERIFIED | 0x40) + attested
        statement = cbor.encode({"fmt": "none", "attStmt": {}, "authData": data})
        client = self._client_data("webauthn.create", options["challenge"])
        return json.dumps(self._credential(clientDataJSON=client, attestationObject=statement))

    def get(self, options: dict[str, Any]) -> str:
        """Answer a sign-in."""
        data, client = (
            self._head(PRESENT_AND_VERIFIED),
            self._client_data("webauthn.get", options["challenge"]),
        )
        signature = self.private.sign(data + hashlib.sha256(client).digest(), ec.ECDSA(hashes.SHA256()))
        return json.dumps(
            self._credential(
                clientDataJSON=client, authenticatorData=data, signature=signature, userHandle=self.user
            )
        )


@pytest.fixture(autouse=True)
def site(settings: Any) -> None:
    """The site as it is in production."""
    settings.SITE_URL, settings.ALLOWED_HOSTS = SITE, ["*"]
    settings.WEBAUTHN_RP_ID = ""


@pytest.fixture
def user(client: Client) -> User:
    """A member who signed in and confirmed the password."""
    person: User = UserFactory()
    sign_in(client, person)
    client.post("/en/account/reauthenticate/", {"password": PASSWORD})
    return person


def add(client: Client, key: Key) -> Any:
    """Add the key as the page does."""
    options = client.get(ADD).context["js_data"]["creation_options"]["publicKey"]
    return client.post(ADD, {"name": "My phone", "passwordless": "on", "credential": key.create(options)})


def enter(client: Client, key: Key, **extra: str) -> Any:
    """Sign in with the key as the page does."""
    asked = client.get(LOGIN, headers={"Accept": "application/json"}).json()
    return client.post(LOGIN, {"credential": key.get(asked["request_options"]["publicKey"]), **extra})


def test_a_passkey_is_added_and_signs_in(client: Client, user: User) -> None:
    key = Key()
    assert add(client, key).status_code == 302
    assert {a.type for a in Authenticator.objects.filter(user=user)} == {"webauthn", "recovery_codes"}
    fresh = Client()
    assert enter(fresh, key, next="/en/account/data/")["Location"] == "/en/account/data/"
    assert fresh.get("/en/account/").status_code == 200


def test_the_domain_comes_from_the_settings_never_from_the_host(
    client: Client, user: User, settings: Any
) -> None:
    def rp_id() -> str:
        page = client.get(ADD, headers={"Host": "portal.example"})
        return page.context["js_data"]["creation_options"]["publicKey"]["rp"]["id"]

    assert rp_id() == "commons.example"
    settings.WEBAUTHN_RP_ID = "example.net"
    assert rp_id() == "example.net"
    assert MFAAdapter().get_public_key_credential_rp_entity()["name"] == "KM4B Commons"


@pytest.mark.parametrize(
    "origin",
    [
        "https://evil.example",
        "http://commons.example",
        "https://packages.commons.example",
        "https://commons.example:81",
    ],
)
def test_a_key_of_another_origin_is_not_added(origin: str, client: Client, user: User) -> None:
    assert add(client, Key(origin=origin)).status_code == 422
    assert not Authenticator.objects.filter(type="webauthn").exists()


@pytest.mark.parametrize("origin", ["https://evil.example", "https://packages.commons.example"])
def test_a_signature_of_another_origin_is_refused(origin: str, client: Client, user: User) -> None:
    key = Key()
    add(client, key)
    key.origin = origin
    fresh = Client()
    enter(fresh, key)
    assert fresh.get("/en/account/").status_code == 302


def test_a_response_works_once(client: Client, user: User) -> None:
    key = Key()
    add(client, key)
    fresh, thief = Client(), Client()
    asked = fresh.get(LOGIN, headers={"Accept": "application/json"}).json()
    answer = key.get(asked["request_options"]["publicKey"])
    fresh.post(LOGIN, {"credential": answer})
    assert fresh.get("/en/account/").status_code == 200
    thief.post(LOGIN, {"credential": answer})
    assert thief.get("/en/account/").status_code == 302


@pytest.mark.parametrize(
    "credential",
    [
        "",
        "x",
        "[]",
        "{}",
        "null",
        '{"response": 1}',
        '{"response": {"clientDataJSON": "!"}}',
        "[" * 3000,
        '{"id": "a", "rawId": "a", "type": "public-key", "response": {"clientDataJSON": "e30"}}',
    ],
)
def test_a_credential_of_the_wrong_shape_is_refused(credential: str, client: Client, user: User) -> None:
    client.get(ADD)
    assert client.post(ADD, {"name": "x", "credential": credential}).status_code == 422
    fresh = Client()
    fresh.get(LOGIN, headers={"Accept": "application/json"})
    assert fresh.post(LOGIN, {"credential": credential})["Location"] == "/en/account/login/"


def test_an_attestation_of_the_wrong_shape_is_refused(client: Client, user: User) -> None:
    options = client.get(ADD).context["js_data"]["creation_options"]["publicKey"]
    good = json.loads(Key().create(options))
    good["response"]["attestationObject"] = websafe_encode(b"\xa0garbage")
    assert client.post(ADD, {"name": "x", "credential": json.dumps(good)}).status_code == 422


def test_keys_are_listed_renamed_and_removed(client: Client, user: User) -> None:
    add(client, Key())
    row = Authenticator.objects.get(type="webauthn")
    base = f"/en/account/2fa/webauthn/keys/{row.pk}/"
    for url in ("/en/account/2fa/webauthn/", f"{base}edit/", f"{base}remove/", "/en/account/2fa/"):
        page = client.get(url)
        assert page.status_code == 200
        assert page.content.decode().count("<h1") == 1
    assert "My phone" in client.get("/en/account/2fa/webauthn/").content.decode()
    assert client.post(f"{base}edit/", {"name": "a\u202eb"}).status_code == 422
    assert client.post(f"{base}edit/", {"name": "Old phone"}).status_code == 302
    assert "Old phone" in client.get("/en/account/2fa/webauthn/").content.decode()
    client.post(f"{base}remove/")
    assert not Authenticator.objects.filter(type="webauthn").exists()


def test_anothers_key_is_404(client: Client, user: User) -> None:
    other = Client()
    person = UserFactory()
    sign_in(other, person)
    other.post("/en/account/reauthenticate/", {"password": PASSWORD})
    add(other, Key())
    row = Authenticator.objects.get(type="webauthn")
    assert client.get(f"/en/account/2fa/webauthn/keys/{row.pk}/edit/").status_code == 404
    assert client.post(f"/en/account/2fa/webauthn/keys/{row.pk}/remove/").status_code == 404


def test_a_key_is_a_second_factor_too(client: Client, user: User) -> None:
    key = Key()
    add(client, key)
    fresh = Client()
    assert sign_in(fresh, user)["Location"].startswith("/en/account/2fa/authenticate/")
    page = fresh.get("/en/account/2fa/authenticate/", secure=True, HTTP_HOST="commons.example")
    assert "<passkey-form" in page.content.decode()
    options = page.context["js_data"]["request_options"]["publicKey"]
    fresh.post("/en/account/2fa/authenticate/", {"credential": key.get(options)})
    assert fresh.get("/en/account/").status_code == 200


def test_a_key_reauthenticates(client: Client, user: User) -> None:
    key = Key()
    add(client, key)
    url = "/en/account/2fa/webauthn/reauthenticate/"
    page = client.get(url)
    assert page.status_code == 200
    assert page.content.decode().count("<h1") == 1
    options = page.context["js_data"]["request_options"]["publicKey"]
    answer = client.post(url, {"credential": key.get(options), "next": "/en/account/data/erasure/"})
    assert answer["Location"] == "/en/account/data/erasure/"


def test_without_scripts_the_button_is_hidden(client: Client) -> None:
    page = client.get("/en/account/login/", secure=True, HTTP_HOST="commons.example").content.decode()
    assert " hidden>" in page.split("<passkey-form", 1)[1].split("<form", 1)[0]


@pytest.mark.parametrize(
    ("site_url", "asked", "notified"),
    [
        ("http://localhost:8000", "localhost:8000", ""),
        ("http://localhost:8000", "127.0.0.1:8000", "http://localhost:8000/en/account/login/?next=%2Fen%2F"),
        (
            "https://commons.example",
            "localhost:8000",
            "https://commons.example/en/account/login/?next=%2Fen%2F",
        ),
        ("http://127.0.0.1:8000", "127.0.0.1:8000", None),
        ("https://192.0.2.7", "192.0.2.7", None),
        ("http://commons.example", "commons.example", None),
    ],
)
def test_the_page_explains_browsers_without_passkeys(
    site_url: str, asked: str, notified: str | None, settings: Any
) -> None:
    settings.SITE_URL, settings.ALLOWED_HOSTS = site_url, ["*"]
    page = Client(HTTP_HOST=asked).get("/en/account/login/?next=%2Fen%2F").content.decode()
    assert ("<passkey-form" in page) == (notified == "")
    assert ("Browsers refuse passkeys here" in page) == (notified is None)
    if notified:
        assert f'<a href="{notified}">Open this page where passkeys work</a>' in page
