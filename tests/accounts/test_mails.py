"""The mails of accounts: each has a preview in each language, with text and HTML."""

from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.utils import timezone, translation

from accounts import mails
from core.mail import previews
from tests.factories.accounts import UserFactory

pytestmark = pytest.mark.django_db
TEMPLATES = Path(settings.BASE_DIR) / "templates"
LINK = "http://testserver/en/x/"


def prefixes() -> list[str]:
    """Return the prefix of each mail of allauth for which we have a template."""
    return sorted(
        str(path.relative_to(TEMPLATES)).removesuffix("_subject.txt")
        for app in ("account", "mfa", "socialaccount")
        for path in (TEMPLATES / app / "email").glob("*_subject.txt")
    )


def context() -> dict[str, Any]:
    """Return the whole context of allauth's mails."""
    return {
        "user": UserFactory(display_name="Ana & <Co>"),
        "email": "ana@example.org",
        "activate_url": LINK,
        "password_reset_url": LINK,
        "from_email": "old@example.org",
        "to_email": "new@example.org",
        "deleted_email": "old@example.org",
        "provider": "Forest ID",
        "timestamp": timezone.now(),
        "ip": "192.0.2.1",
        "user_agent": "A browser <x>",
    }


@pytest.mark.parametrize("language", ["en", "fr", "ar"])
@pytest.mark.parametrize("prefix", prefixes())
def test_each_mail_of_allauth_has_subject_text_and_html(prefix: str, language: str) -> None:
    with translation.override(language):
        subject, text, html = mails.compose(prefix, context())
    assert subject
    assert "\n" not in subject
    assert "&amp;" not in text
    assert "&lt;" not in text
    [link] = [line for line in text.splitlines() if line.startswith("http://testserver/")]
    assert f'href="{link}"' in html
    assert f'<html lang="{language}" dir="{"rtl" if language == "ar" else "ltr"}">' in html
    assert html.count("<h1") == 1
    assert "<Co>" not in html
    assert "<x>" not in html


def test_every_mail_of_allauth_has_our_template() -> None:
    import allauth

    theirs = Path(allauth.__file__).parent / "templates"
    names = {
        str(path.relative_to(theirs)).removesuffix("_subject.txt")
        for app in ("account", "mfa", "socialaccount")
        for path in (theirs / app / "email").glob("*_subject.txt")
    }
    off = {"account/email/password_reset_code"}  # passwords are reset by link
    assert names - off == set(prefixes())


def test_every_mail_of_allauth_has_a_preview() -> None:
    assert set(prefixes()) == {
        name for name, sample in previews.MAIL_SAMPLES.items() if isinstance(sample, previews.ComposedSample)
    }


@pytest.mark.parametrize("language", ["en", "ar"])
def test_previews_of_allauths_mails_are_in_the_language_of_the_page(
    language: str, editor: Any, as_user: Any
) -> None:
    page, reader = f"/{language}/styleguide/mail/", as_user(editor)
    assert "?mail=account%2Femail%2Fpassword_reset_key" in reader.get(page).content.decode()
    for prefix in prefixes():
        with translation.override(language):
            shown = previews.preview(prefix)
        assert f"{settings.SITE_URL}/{language}/" in shown.text
        answer = reader.get(page, {"mail": prefix})
        assert f'<h2 id="mail">{shown.subject}</h2>' in answer.content.decode()
        alone = reader.get(page, {"mail": prefix, "part": "html"})
        assert f'<html lang="{language}"' in alone.content.decode()
        for blank in ("None", "  ", "()", "{{"):
            assert blank not in shown.text, f"{prefix} has a gap in its sample"


def test_every_message_of_allauth_has_our_template() -> None:
    import allauth

    theirs = Path(allauth.__file__).parent / "templates"
    found = set()
    for app in ("account", "mfa", "socialaccount", "usersessions"):
        for path in (theirs / app / "messages").glob("*.txt"):
            if not (TEMPLATES / path.relative_to(theirs)).exists():
                found.add(path.stem)
    assert found == {
        "primary_email_set",
        "phone_verified",
        "phone_verification_sent",  # these methods are off
        "account_connected_updated",  # uses the template of account_connected
    }


@pytest.mark.parametrize("language", ["en", "ar"])
@pytest.mark.parametrize("path", sorted((TEMPLATES / "mail" / "accounts").glob("*.subject.txt")))
def test_each_own_mail_can_be_previewed(path: Path, language: str) -> None:
    with translation.override(language):
        shown = previews.preview(f"accounts/{path.name.removesuffix('.subject.txt')}")
    assert shown.subject
    assert shown.html.count("<h1") == 1
    assert shown.text.strip()
