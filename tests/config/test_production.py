"""Production refuses to start with an incomplete configuration, and passes Django's deployment check."""

import subprocess
import sys
from urllib.parse import parse_qs, urlsplit

import pytest

from config.env import VARIABLES
from tests.architecture.files import ROOT
from tools.production import DEPLOY_CHECK, environment

SHOW = """
import django
django.setup()
from django.conf import settings
from django.core.files.storage import default_storage as storage
print(storage.url("images/leaf.jpg"))
print(storage._get_write_parameters("original_images/leaf.jpg").get("ACL"))
print(*settings.CONTENT_SECURITY_POLICY["DIRECTIVES"]["img-src"])
from django.test import RequestFactory
print(RequestFactory().get("/", HTTP_X_FORWARDED_PROTO="https").is_secure())
"""
START = [sys.executable, "-c", "import config.wsgi"]


def run(command: list[str], env: dict[str, str]) -> subprocess.CompletedProcess[str]:
    """Run a command of a production process."""
    return subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, timeout=120)


def test_all_missing_variables_are_named_at_once() -> None:
    needed = {v.name for v in VARIABLES if v.required}
    done = run(START, environment(**dict.fromkeys(needed)))
    assert done.returncode != 0
    last = done.stderr[done.stderr.rindex("ImproperlyConfigured") :]
    assert {name for name in needed if f"  {name}: " in last} == needed
    assert "docs/operators/settings.md" in last


def test_one_missing_secret_is_enough() -> None:
    done = run(START, environment(SECRET_KEY=""))
    assert done.returncode != 0
    assert "  SECRET_KEY: " in done.stderr
    assert "  SITE_URL: " not in done.stderr


def test_an_incomplete_provider_is_named() -> None:
    done = run(START, environment(OIDC_PROVIDERS='[{"id": "x", "name": "X"}]'))
    assert done.returncode != 0
    assert "OIDC_PROVIDERS: a provider lacks client_id, server_url." in done.stderr


def test_the_deployment_check_is_clean() -> None:
    done = run(DEPLOY_CHECK, environment())
    assert (done.returncode, done.stderr) == (0, "")


def test_the_deployment_check_can_fail() -> None:
    assert run(DEPLOY_CHECK, environment(SECURE_SSL_REDIRECT="0")).returncode != 0


@pytest.fixture(scope="module", params=[("", "0"), ("https://s3.example.org", "1")])
def shown(request: pytest.FixtureRequest) -> tuple[str, list[str]]:
    """Return the number of proxies, and what a process with a bucket prints."""
    keys = {"AWS_ACCESS_KEY_ID": "key", "AWS_SECRET_ACCESS_KEY": "secret", "AWS_DEFAULT_REGION": "eu-west-1"}
    service, proxies = request.param
    env = environment(S3_BUCKET="leaves", S3_ENDPOINT_URL=service, TRUSTED_PROXY_COUNT=proxies, **keys)
    done = run([sys.executable, "-c", SHOW], env)
    assert done.returncode == 0, done.stderr
    return proxies, done.stdout.splitlines()


def test_files_in_a_bucket_have_signed_urls_only(shown: tuple[str, list[str]]) -> None:
    _proxies, (address, acl, origins, _secure) = shown
    parts = urlsplit(address)
    query = parse_qs(parts.query)
    assert {"X-Amz-Signature", "X-Amz-Date"} <= query.keys()
    assert query["X-Amz-Expires"] == ["3600"]
    assert acl == "None", "a bucket without ACLs, as they are made today, refuses every other value"
    assert f"{parts.scheme}://{parts.netloc}" in origins.split(), (
        "or the content policy blocks the page's pictures"
    )


def test_only_a_trusted_proxy_sets_tls(shown: tuple[str, list[str]]) -> None:
    proxies, (*_others, secure) = shown
    assert secure == {"0": "False", "1": "True"}[proxies]
