"""Mail: in the reader's language, sent after the commit, once, and not stored longer than needed."""

import email
import re
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core import mail as django_mail
from django.core.mail import EmailMultiAlternatives
from django.db import transaction
from django.template import TemplateDoesNotExist
from django.test import RequestFactory, override_settings
from django.utils import timezone, translation

from core.jobs.models import Job
from core.jobs.testing import run_due
from core.mail import MailRefused, outbox, personal_data, previews, send, send_rendered, tasks, views
from core.mail.backends import FileLinkBackend, links_in
from core.mail.models import MailMessage
from tests.factories.accounts import UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def templates(tmp_path: Path, settings: Any) -> Path:
    """A mail template for this test."""
    folder = tmp_path / "mail" / "tests"
    folder.mkdir(parents=True)
    (folder / "hello.subject.txt").write_text("{% load i18n %}{% translate 'Language' %}: {{ name }}\n")
    (folder / "hello.txt").write_text("{{ name }} {{ site_name }} {% now 'T' %}\n{{ link }}")
    (folder / "hello.html").write_text(
        "{% extends 'layouts/mail.html' %}{% block content %}<p>{{ name }}</p>{% endblock %}"
    )
    changed = [dict(engine) for engine in settings.TEMPLATES]
    changed[0]["DIRS"] = [*changed[0]["DIRS"], tmp_path]
    settings.TEMPLATES = changed
    return folder


def test_a_mail_is_sent_in_its_readers_language_and_zone() -> None:
    reader = UserFactory(email="r@example.org", language="fr", time_zone="Africa/Nairobi")
    with translation.override("en"):
        send(
            template="tests/hello", to=reader, context={"name": "A & B", "link": "https://x.example/?a=1&b=2"}
        )
        run_due()
    [message] = django_mail.outbox
    assert isinstance(message, EmailMultiAlternatives)
    assert message.to == ["r@example.org"]
    assert message.subject == "Langue: A & B"
    assert message.body == "A & B KM4B Commons EAT\nhttps://x.example/?a=1&b=2\n"
    html = str(message.alternatives[0][0])
    assert "<p>A &amp; B</p>" in html
    assert 'lang="fr"' in html


def test_a_given_language_overrides_the_readers() -> None:
    row = send(template="tests/hello", to=UserFactory(language="fr"), context={"name": "x"}, language="ar")
    assert (row.language, "rtl" in row.html) == ("ar", True)
    assert (
        send(template="tests/hello", to="a@example.org", context={"name": "x"}, language="tlh").language
        == "en"
    )


def test_a_mail_of_a_failed_transaction_is_not_sent() -> None:
    with transaction.atomic():
        send(template="tests/hello", to="a@example.org", context={"name": "x"})
        transaction.set_rollback(True)
    run_due()
    assert django_mail.outbox == []


def test_headers_mark_it_as_automatic() -> None:
    row = send_rendered("Hi", "text", "<p>html</p>", "a@example.org", headers={"List-Id": "<x.example>"})
    run_due()
    head = django_mail.outbox[0].message()
    assert head["Message-ID"] == row.message_id
    assert head["Auto-Submitted"] == "auto-generated"
    assert head["Content-Language"] == "en"
    assert head["List-Id"] == "<x.example>"


def test_a_mail_is_not_sent_twice_and_its_text_is_deleted() -> None:
    row = send_rendered(
        "Hi", "a secret link", "<p>secret</p>", "a@example.org", attachments=[("a.txt", b"abc", "text/plain")]
    )
    run_due()
    assert django_mail.outbox[0].attachments[0][:2] == ("a.txt", "abc")
    Job.objects.update(status="ready", attempts=0)
    run_due()
    assert len(django_mail.outbox) == 1
    row.refresh_from_db()
    assert (row.text, row.html, row.attachments.count()) == ("", "", 0)
    assert row.sent_at is not None


@override_settings(EMAIL_BACKEND="tests.core.test_mail.RefusingBackend")
def test_a_mail_that_cannot_be_sent_stays_and_is_tried_again() -> None:
    row = send_rendered("Hi", "text", "<p>x</p>", "a@example.org")
    run_due(raises=False)
    row.refresh_from_db()
    assert (row.text, row.sent_at) == ("text", None)
    with override_settings(EMAIL_BACKEND="django.core.mail.backends.locmem.EmailBackend"):
        run_due(now=timezone.now() + timedelta(hours=1))
    assert django_mail.outbox[0].message()["Message-ID"] == row.message_id


class RefusingBackend(django_mail.backends.base.BaseEmailBackend):
    """A mail server that is down."""

    def send_messages(self, email_messages: Any) -> int:
        raise ConnectionRefusedError


@pytest.mark.parametrize(
    "given",
    [
        {"subject": "Hi\nBcc: x@example.org"},
        {"subject": "Hi\rBcc: x@example.org"},
        {"subject": "Hi\u2028there"},
        {"subject": ""},
        {"subject": "x" * 501},
        {"to": "a@example.org\nBcc: b@example.org"},
        {"to": "a@example.org, b@example.org"},
        {"to": "nobody"},
        {"headers": {"X-A": "1\nBcc: b@example.org"}},
        {"headers": {"X-A\nBcc": "b@example.org"}},
        {"headers": {"Bcc": "b@example.org"}},
        {"attachments": [("a\n.txt", b"", "text/plain")]},
        {"attachments": [("a.txt", b"x" * (outbox.HEAVIEST + 1), "text/plain")]},
    ],
)
def test_line_breaks_in_a_header_are_refused(given: dict[str, Any]) -> None:
    values = {"subject": "Hi", "text": "t", "html": "<p>t</p>", "to": "a@example.org"} | given
    with pytest.raises(MailRefused):
        send_rendered(**values)
    assert not MailMessage.objects.exists()


def test_a_name_with_a_line_break_cannot_add_a_header() -> None:
    with pytest.raises(MailRefused):
        send(template="tests/hello", to="a@example.org", context={"name": "x\nBcc: b@example.org"})


def test_all_three_templates_are_needed(templates: Path) -> None:
    (templates / "hello.html").unlink()
    with pytest.raises(TemplateDoesNotExist):
        send(template="tests/hello", to="a@example.org", context={"name": "x"})


def test_a_members_mails_are_exported_and_erased() -> None:
    reader, other = UserFactory(), UserFactory()
    send_rendered("To the account", "t", "", reader)
    send_rendered("To the address", "t", "", reader.email.upper())
    send_rendered("To a second address", "t", "", "second@example.org", owner=reader)
    send_rendered("To another", "t", "", other)
    assert [row["subject"] for row in personal_data.export(reader)] == [
        "To the account",
        "To the address",
        "To a second address",
    ]
    personal_data.erase(reader)
    assert list(MailMessage.objects.values_list("subject", flat=True)) == ["To another"]
    assert [ended.status for ended in run_due()] == ["done"] * 4
    assert len(django_mail.outbox) == 1


def test_the_file_link_backend_writes_a_file_and_shows_the_links(
    tmp_path: Path, capsys: Any, settings: Any
) -> None:
    settings.EMAIL_FILE_PATH = tmp_path / "box"
    message = EmailMultiAlternatives(
        "Réponse",
        "Open https://x.example/a?b=c (or https://x.example/d).\nhttps://x.example/a?b=c",
        to=["a@example.org"],
    )
    message.attach_alternative("<p>html</p>", "text/html")
    assert FileLinkBackend().send_messages([message]) == 1
    [written] = (tmp_path / "box").iterdir()
    read = email.message_from_bytes(written.read_bytes(), policy=email.policy.default)
    assert (written.suffix, read["Subject"], read["To"]) == (".eml", "Réponse", "a@example.org")
    assert capsys.readouterr().out == (
        "Mail to a@example.org: Réponse\n  https://x.example/a?b=c\n  https://x.example/d\n"
    )


def test_links_end_before_the_punctuation_of_the_sentence() -> None:
    assert links_in("See https://x.example/1. Then <https://x.example/2>, “https://x.example/3”!") == [
        "https://x.example/1",
        "https://x.example/2",
        "https://x.example/3",
    ]


@pytest.fixture
def sample(templates: Path) -> Any:
    """The test's mail with a sample."""
    previews.MAIL_SAMPLES.register(previews.TemplateSample("tests/hello", lambda: {"name": "Sample & name"}))
    yield
    del previews.MAIL_SAMPLES["tests/hello"]


def preview(user: Any, query: str = "") -> Any:
    """Ask for the preview page as this person."""
    request = RequestFactory().get("/styleguide/mail/" + query)
    request.user = user
    return views.preview_show(request)


def test_an_editor_previews_each_mail(editor: Any, sample: None) -> None:
    assert "?mail=tests%2Fhello" in preview(editor).content.decode()
    shown = preview(editor, "?mail=tests/hello").content.decode()
    assert "Language: Sample &amp; name" in shown
    alone = preview(editor, "?mail=tests/hello&part=html")
    assert "<p>Sample &amp; name</p>" in alone.content.decode()
    assert "sandbox" in alone["Content-Security-Policy"]


def test_an_editor_previews_a_mail_composed_by_an_app(editor: Any) -> None:
    def render() -> tuple[str, str, str]:
        return "Subject", "Words & more", f"<p>{translation.get_language()}</p>"

    previews.MAIL_SAMPLES.register(previews.ComposedSample("tests/composed", render))
    try:
        assert "?mail=tests%2Fcomposed" in preview(editor).content.decode()
        assert "Words &amp; more" in preview(editor, "?mail=tests/composed").content.decode()
        with translation.override("ar"):
            assert previews.preview("tests/composed").html == "<p>ar</p>"
    finally:
        del previews.MAIL_SAMPLES["tests/composed"]


def test_an_unknown_mail_or_a_reader_without_permission(
    editor: Any, learner: Any, stranger: Any, sample: None
) -> None:
    from django.http import Http404

    with pytest.raises(Http404):
        preview(editor, "?mail=../../secret")
    with pytest.raises(Http404):
        preview(learner)
    assert preview(stranger).status_code == 302


def test_every_mail_template_is_complete_and_has_a_sample() -> None:
    root = Path(__file__).parents[3] / "templates" / "mail"
    found = {
        re.sub(r"(\.subject)?\.(txt|html)$", "", str(path.relative_to(root))) for path in root.rglob("*.*")
    }
    assert found - {"tests/hello"} == {
        name for name, sample in previews.MAIL_SAMPLES.items() if isinstance(sample, previews.TemplateSample)
    }
    for name in found:
        for language in ("en", "fr", "ar"):
            with translation.override(language):
                shown = previews.preview(name)
            assert shown.subject
            assert "\n" not in shown.subject
            assert shown.text.strip()
            assert "<p" not in shown.text
            assert f'lang="{language}"' in shown.html


def test_only_expired_mails_are_deleted() -> None:
    now = timezone.now()
    for age in (29, 31):
        MailMessage.objects.create(
            to="a@example.org", subject="x", language="en", created_at=now - timedelta(days=age)
        )
    tasks.clean_up()
    assert [(now - mail.created_at).days for mail in MailMessage.objects.all()] == [29]
