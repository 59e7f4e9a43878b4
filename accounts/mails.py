"""The mails allauth sends.

Their texts are written once, in templates/{account,mfa,socialaccount}/email; two base templates make text and
the HTML of them.
"""

from collections.abc import Callable
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.template import Context
from django.template.loader import get_template
from django.urls import reverse, translate_url
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core import mail
from core.base.email_addresses import display_email

Link = tuple[Any, Callable[[dict[str, Any]], str]]


def _own(name: str) -> Callable[[dict[str, Any]], str]:
    return lambda context: settings.SITE_URL + reverse(name)


# What the one button of a mail says, and where it leads. Mails about a change lead to the account.
ACTIONS: dict[str, Link] = {
    "account/email/email_confirmation_signup": (_("Confirm my address"), lambda c: c["activate_url"]),
    "account/email/email_confirmation": (_("Confirm my address"), lambda c: c["activate_url"]),
    "account/email/password_reset_key": (_("Choose a new password"), lambda c: c["password_reset_url"]),
    "account/email/account_already_exists": (_("Sign in"), _own("account_login")),
    "account/email/unknown_account": (_("Create account"), _own("account_signup")),
}
DEFAULT_ACTION: Link = (_("View my account"), _own("accounts:account_show"))
LINKS = ("activate_url", "password_reset_url")  # made on a page that may be in another language than the mail
# Values inside a sentence that may have the other writing direction. The marks around them (first strong
# isolate) are for the HTML; a plain text is shown by too many programs that draw them as boxes.
ADDRESSES = ("email", "from_email", "to_email", "deleted_email")
NAMED = (*ADDRESSES, "provider")
FSI, PDI = "\u2068", "\u2069"


def send(prefix: str, to: str, context: dict[str, Any], reader: User | None) -> None:
    """Send allauth's mail `prefix` to an address, in the language and the time zone of its reader."""
    language = reader.language if reader else translation.get_language()
    links = {name: translate_url(context[name], language) for name in LINKS if name in context}
    with translation.override(language), timezone.override(ZoneInfo(reader.time_zone if reader else "UTC")):
        subject, text, html = compose(prefix, {**context, **links})
    mail.send_rendered(subject, text, html, to, template=prefix, language=language, owner=reader)


def compose(prefix: str, context: dict[str, Any]) -> tuple[str, str, str]:
    """Return subject, text and HTML in the active language. Nothing is escaped in the first two."""
    label, address = ACTIONS.get(prefix, DEFAULT_ACTION)
    zone = timezone.get_current_timezone_name()
    shown = {name: display_email(str(context[name])) for name in ADDRESSES if name in context}
    values = {**context, **shown, "site_name": settings.SITE_NAME, "time_zone": zone}
    values["subject"] = _render(f"{prefix}_subject.txt", values)
    values["words"] = _render(f"{prefix}_message.txt", values)
    values |= {"action_url": address(context), "action_text": str(label)}
    subject = " ".join(values["subject"].split())
    text = _render("account/email/base.txt", values)
    values["words"] = _render(f"{prefix}_message.txt", _isolated(values))
    return subject, text + "\n", _render("account/email/base.html", values, html=True)


def _isolated(values: dict[str, Any]) -> dict[str, Any]:
    """Return the values with marks around names and addresses."""
    marked = {name: f"{FSI}{values[name]}{PDI}" for name in NAMED if name in values}
    person = getattr(values.get("user"), "display_name", "")
    return {**values, **marked, "user": {"display_name": f"{FSI}{person}{PDI}"}}


def _render(template: str, values: dict[str, Any], html: bool = False) -> str:
    engine = get_template(template).template  # type: ignore[attr-defined]
    return str(engine.render(Context(dict(values), autoescape=html))).strip()
