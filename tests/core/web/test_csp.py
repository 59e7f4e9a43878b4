"""The content security policy: strict for the site, another one for Wagtail's admin and its previews."""

import json
import os
import subprocess
import sys

import pytest
from django.test import Client
from django.urls import reverse
from wagtail.models import Site

from core.media.files import serve
from core.web.csp import PolicyMiddleware
from portal.models import StandardPage

pytestmark = pytest.mark.django_db


def policy(answer):
    """Return the response's directives by name."""
    parts = (part.strip().split(" ") for part in answer["Content-Security-Policy"].split(";"))
    return {name: set(values) for name, *values in parts if name}


SITE = {
    "default-src": {"'none'"},
    "script-src": {"'self'"},
    "style-src": {"'self'"},
    "img-src": {"'self'", "data:"},
    "font-src": {"'self'"},
    "connect-src": {"'self'"},
    "media-src": {"'self'"},
    "manifest-src": {"'self'"},
    "frame-src": {"'none'"},
    "form-action": {"'self'"},
    "frame-ancestors": {"'none'"},
    "base-uri": {"'none'"},
    "object-src": {"'none'"},
}


@pytest.mark.parametrize("address", ["/en/nothing-here/", "/en/account/login/", "/healthz"])
def test_the_sites_policy_is_exactly_this(address):
    answer = Client().get(address)
    assert policy(answer) == SITE
    assert answer["X-Frame-Options"] == "DENY"
    assert answer["Cross-Origin-Opener-Policy"] == "same-origin"
    assert answer["X-Content-Type-Options"] == "nosniff"
    off = {"camera", "microphone", "geolocation", "payment", "usb", "browsing-topics"}
    assert set(answer["Permissions-Policy"].split(", ")) == {f"{name}=()" for name in off}, "passkeys stay on"


def test_the_admin_has_its_own_policy_without_foreign_scripts(as_user, admin):
    found = policy(as_user(admin).get("/admin/"))
    assert found["script-src"] == {"'self'", "'unsafe-inline'"}
    assert found["style-src"] == {"'self'", "'unsafe-inline'"}
    assert found["frame-ancestors"] == {"'self'"}
    assert (found["default-src"], found["object-src"], found["base-uri"]) == (
        {"'none'"},
        {"'none'"},
        {"'none'"},
    )


def test_a_url_similar_to_the_admins_has_the_sites_policy():
    for address in ("/administration/", "/en/admin/"):
        assert policy(Client().get(address)) == SITE


def test_a_preview_may_be_in_the_admins_iframe(as_user, admin, page):
    answer = as_user(admin).get(reverse("wagtailadmin_pages:view_draft", args=[page.pk]))
    assert answer.status_code == 200
    assert b"Guide" in answer.content
    assert policy(answer) == SITE | {"frame-ancestors": {"'self'"}}  # overrides X-Frame-Options


@pytest.fixture
def page():
    """A page an editor can preview."""
    home = Site.objects.get(is_default_site=True).root_page
    return home.add_child(instance=StandardPage(title="Guide", slug="guide"))


def test_a_files_own_policy_is_kept(tmp_path, settings, rf):
    (tmp_path / "x.html").write_text("<script>")
    answer = PolicyMiddleware(lambda request: serve(request, tmp_path / "x.html"))(rf.get("/"))
    assert policy(answer) == {"default-src": {"'none'"}, "sandbox": set()}
    b"".join(answer.streaming_content)


ENVIRONMENT = """
import os
os.environ.update({environment!r})
import json
from config.settings import policy
print(json.dumps(policy.CONTENT_SECURITY_POLICY["DIRECTIVES"]))
"""


def test_enabled_services_are_added_and_nothing_else():
    """Other sign-in services, a bucket for media, a second origin for packages: each by its origin."""
    environment = {
        "ORCID_CLIENT_ID": "x",
        "OIDC_PROVIDERS": '[{"id": "a", "name": "A", "client_id": "b", "server_url": "https://id.example.org/realm/x"}]',
        "S3_BUCKET": "leaves",
        "PACKAGES_ORIGIN": "https://packages.example.org",
    }
    done = subprocess.run(
        [sys.executable, "-c", ENVIRONMENT.format(environment=environment)],
        capture_output=True,
        text=True,
        check=True,
        cwd=os.getcwd(),
        env={**os.environ, "PYTHONPATH": os.getcwd()},
        timeout=120,
    )
    found = {name: set(values) for name, values in json.loads(done.stdout).items()}
    media = "https://leaves.s3.amazonaws.com"
    assert found == SITE | {
        "form-action": {"'self'", "https://id.example.org", "https://orcid.org"},
        "img-src": {"'self'", "data:", media},
        "media-src": {"'self'", media},
        "frame-src": {"https://packages.example.org"},
    }
