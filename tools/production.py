"""A complete, invented environment of the production settings, for checks that need no services."""

import os
import sys

ENVIRONMENT = {
    "DJANGO_SETTINGS_MODULE": "config.settings.production",
    "SECRET_KEY": "Lf3v-Q8w.only-for-checks_7Zt2Rk9Yx4Nn6Bc1Pd5Hg0Jm-Ws",
    "ALLOWED_HOSTS": "commons.example",
    "SITE_URL": "https://commons.example",
    "DATABASE_URL": "postgres://commons:secret@localhost:5432/commons",
    "REDIS_URL": "redis://localhost:6379/0",
    "EMAIL_URL": "smtp://user:secret@mail.example:587?tls=1",
    "MAIL_FROM": "KM4B Commons <commons@commons.example>",
    "TRUSTED_PROXY_COUNT": "1",
}
DEPLOY_CHECK = [sys.executable, "manage.py", "check", "--deploy", "--fail-level", "WARNING"]


def environment(**changes: str | None) -> dict[str, str]:
    """Return the process environment of a production process; a change to None leaves a variable out."""
    from config.env import VARIABLES

    ours = {variable.name for variable in VARIABLES}
    base = {name: value for name, value in os.environ.items() if name not in ours}
    return {name: value for name, value in (base | ENVIRONMENT | changes).items() if value is not None}
