"""The one place where the process environment is read.

Every variable the site understands is declared here, with the sentence that
docs/operators/settings.md must carry (a test compares the two).
"""

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ImproperlyConfigured


@dataclass(frozen=True)
class Variable:
    """One environment variable: its name, kind (text, flag, number, list, json), default and meaning."""

    name: str
    help: str
    kind: str = "text"
    default: Any = ""
    required: bool = False  # production refuses to start without it


VARIABLES = (
    Variable("SECRET_KEY", "Signs sessions and links; at least 50 random characters.", required=True),
    Variable("ALLOWED_HOSTS", "Host names the site answers to, with commas.", "list", (), True),
    Variable("SITE_URL", "Public address with scheme, used in mails and passkeys.", required=True),
    Variable("DATABASE_URL", "postgres://user:password@host:5432/name", required=True),
    Variable("REDIS_URL", "redis://host:6379/0 for cache and live discussion.", required=True),
    Variable("EMAIL_URL", "smtp://user:password@host:587?tls=1, or anymail+NAME:// .", required=True),
    Variable("MAIL_FROM", "Sender of every mail, as Name <address>.", required=True),
    Variable("ANYMAIL_SETTINGS", "Extra settings of the anymail provider, as JSON.", "json", {}),
    Variable("VAR_DIR", "Folder for the data the site writes (SQLite, media, private files)."),
    Variable("MEDIA_SENDFILE", "Prefix of nginx's internal location for X-Accel-Redirect."),
    Variable("S3_BUCKET", "Private bucket for media; empty keeps them on disk."),
    Variable("S3_ENDPOINT_URL", "Address of an S3-compatible service other than AWS."),
    Variable(
        "CSRF_TRUSTED_ORIGINS",
        "Further origins whose pages may send forms and open sockets, with commas.",
        "list",
        (),
    ),
    Variable("TRUSTED_PROXY_COUNT", "Proxies before the site that append X-Forwarded-For.", "number", 0),
    Variable("SECURE_SSL_REDIRECT", "Redirect plain HTTP to HTTPS.", "flag", True),
    Variable("WEBAUTHN_RP_ID", "Domain passkeys are bound to; empty takes it from SITE_URL."),
    Variable("ORCID_CLIENT_ID", "Switches sign-in with ORCID on."),
    Variable("ORCID_CLIENT_SECRET", "Secret that goes with ORCID_CLIENT_ID."),
    Variable("ORCID_SANDBOX", "Use ORCID's sandbox instead of the real registry.", "flag", False),
    Variable(
        "OIDC_PROVIDERS",
        "OpenID Connect providers, JSON list of id, name, server_url, client_id, secret.",
        "json",
        [],
    ),
    Variable("PACKAGES_ORIGIN", "Second origin for course packages and strangers' HTML."),
    Variable("MAINTENANCE", "Answer every page with the maintenance page and status 503.", "flag", False),
    Variable("TERMS_VERSION", "Version (a date) of the terms that members agree to.", default="2026-11-01"),
    Variable("PRIVACY_VERSION", "Version (a date) of the privacy notice.", default="2026-11-01"),
    Variable(
        "METRICS_TOKEN",
        "Opens /metrics and the figures of /readyz to requests that send it as a bearer token.",
    ),
    Variable("LOG_LEVEL", "Least severe level that is logged.", default="INFO"),
    Variable("PORT", "Port of make run.", "number", 8000),
)

_BY_NAME = {variable.name: variable for variable in VARIABLES}
_TRUE, _FALSE = {"1", "true", "yes", "on"}, {"0", "false", "no", "off", ""}


def read(name: str, environ: Mapping[str, str] = os.environ) -> Any:
    """Return the declared variable's value in its kind; ImproperlyConfigured says what is malformed."""
    variable = _BY_NAME[name]
    raw = environ.get(name, "").strip()
    if not raw:
        return list(variable.default) if variable.kind == "list" else variable.default
    if variable.kind == "json":
        return _json(name, raw, type(variable.default))
    if variable.kind == "list":
        return [part.strip() for part in raw.split(",") if part.strip()]
    if variable.kind == "flag":
        if raw.lower() not in _TRUE | _FALSE:
            raise ImproperlyConfigured(f"{name} must be 1 or 0, not {raw!r}.")
        return raw.lower() in _TRUE
    if variable.kind == "number":
        if not raw.isdigit():
            raise ImproperlyConfigured(f"{name} must be a whole number, not {raw!r}.")
        return int(raw)
    return raw


def _json(name: str, raw: str, shape: type) -> Any:
    try:
        value = json.loads(raw)
    except ValueError as error:
        raise ImproperlyConfigured(f"{name} must be JSON: {error}.") from error
    if not isinstance(value, shape):
        raise ImproperlyConfigured(f"{name} must be a JSON {'list' if shape is list else 'object'}.")
    return value


def require_all(environ: Mapping[str, str] = os.environ) -> None:
    """Refuse to go on, naming every required variable that is missing or empty."""
    missing = [v for v in VARIABLES if v.required and not environ.get(v.name, "").strip()]
    if missing:
        rows = "\n".join(f"  {v.name}: {v.help}" for v in missing)
        raise ImproperlyConfigured(
            f"The production settings need these environment variables, which are not set:\n{rows}\n"
            "They are explained in docs/operators/settings.md."
        )
    if len(environ["SECRET_KEY"]) < 50:
        raise ImproperlyConfigured("SECRET_KEY must have at least 50 random characters.")
