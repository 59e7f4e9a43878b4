"""Each mail is in its reader's language, whatever the language of the page that caused it."""

import unicodedata
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.urls import reverse
from django.utils import timezone, translation

from accounts import mails
from core import mail
from core.mail import previews
from core.mail.models import MailMessage
from tests.accounts.test_mails import context, prefixes
from tests.factories.accounts import UserFactory

pytestmark = pytest.mark.django_db
MAILS = Path(settings.BASE_DIR) / "templates" / "mail"
OWN = sorted(
    path.relative_to(MAILS).as_posix().removesuffix(".subject.txt") for path in MAILS.glob("*/*.subject.txt")
)
WAYS = {"ar": ("rtl", ("R", "AL")), "fr": ("ltr", ("L",))}


@pytest.fixture(params=["ar", "fr"])
def reader(request: pytest.FixtureRequest) -> Any:
    """A member who reads Arabic or French, with a name in the other script."""
    names = {"ar": "Zoé (2)", "fr": "(2) أمينة"}
    zone = "Africa/Nairobi"
    return UserFactory(display_name=names[request.param], language=request.param, time_zone=zone)


def check(sent: MailMessage, reader: Any) -> None:
    """Check language and direction of subject, text and HTML."""
    direction, strong = WAYS[reader.language]
    assert sent.language == reader.language
    classes = [unicodedata.bidirectional(letter) for letter in sent.subject]
    assert next(each for each in classes if each in ("L", "R", "AL")) in strong
    assert f'<html lang="{reader.language}" dir="{direction}">' in sent.html
    assert sent.html.count(f'dir="{direction}"') >= 2, "the table has it too: some programs remove <html>"
    assert "/en/" not in sent.text, "links are to pages in the same language"
    assert f"http://testserver/{reader.language}/" in sent.text or sent.template.endswith("erasure_done")
    assert not any(mark in sent.text + sent.subject for mark in (mails.FSI, mails.PDI))


@pytest.mark.parametrize("prefix", prefixes())
def test_a_mail_of_allauth_is_in_its_readers_language(prefix: str, reader: Any) -> None:
    with translation.override("en"), timezone.override("UTC"):
        links = {
            "activate_url": settings.SITE_URL + reverse("account_confirm_email", args=["a:b:c"]),
            "password_reset_url": settings.SITE_URL
            + reverse("account_reset_password_from_key", args=["1", "a"]),
        }
        values = context() | links | {"user": reader}
        mails.send(prefix, reader.email, values, reader)
        english = mails.compose(prefix, values)[0]
    sent = MailMessage.objects.get()
    check(sent, reader)
    assert sent.subject != english
    if "192.0.2.1" in sent.text:
        assert "(Africa/Nairobi)" in sent.text, "a time has its zone"
    if reader.display_name in sent.text:
        assert f"{mails.FSI}{reader.display_name}{mails.PDI}" in sent.html


@pytest.mark.parametrize("name", OWN)
def test_our_own_mail_is_in_its_readers_language(name: str, reader: Any) -> None:
    sample = previews.MAIL_SAMPLES[name]
    with translation.override(reader.language):
        values = dict(sample.context())
    with translation.override("en"):
        mail.send(name, reader, values)
        english = previews.preview(name).subject
    sent = MailMessage.objects.get()
    check(sent, reader)
    assert sent.subject != english


def test_an_english_mail_runs_from_left_to_right() -> None:
    """The control: not every mail is right to left."""
    mails.send("account/email/password_changed", "ana@example.org", context(), None)
    sent = MailMessage.objects.get()
    assert '<html lang="en" dir="ltr">' in sent.html
    assert "(UTC)" in sent.text
