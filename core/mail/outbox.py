"""Renders mails, keeps them until they are sent, and sends them."""

import unicodedata
from collections.abc import Iterable, Mapping
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.mail import EmailMultiAlternatives
from django.core.validators import validate_email
from django.db import transaction
from django.template import Context
from django.template.loader import get_template
from django.utils import timezone, translation

from core.jobs import enqueue
from core.mail.attachments import Attachment
from core.mail.errors import MailRefused
from core.mail.models import MailAttachment, MailMessage

HEAVIEST = 5 * 1024 * 1024  # bytes of all attachments together
LONGEST_SUBJECT = 500
OWN_HEADERS = frozenset(
    ("message-id", "auto-submitted", "content-language", "from", "to", "cc", "bcc", "subject", "date")
)


def render(template: str, context: Mapping[str, Any]) -> tuple[str, str, str]:
    """Return subject, text and HTML of templates/mail/<template> in the active language.

    In the subject and the text nothing is escaped, in the HTML everything is.
    """
    values = {"site_name": settings.SITE_NAME, "site_url": settings.SITE_URL, **context}
    parts = []
    for ending in ("subject.txt", "txt", "html"):
        engine = get_template(f"mail/{template}.{ending}").template  # type: ignore[attr-defined]
        parts.append(engine.render(Context(dict(values), autoescape=ending == "html")).strip())
    return parts[0], parts[1] + "\n", parts[2]


def send(
    template: str,
    to: Any,
    context: Mapping[str, Any],
    attachments: Iterable[Attachment],
    language: str | None,
    headers: Mapping[str, str],
) -> MailMessage:
    """See `core.mail.send`."""
    language = _language(language, to)
    zone = ZoneInfo(getattr(to, "time_zone", "") or "UTC")
    with translation.override(language), timezone.override(zone):
        subject, text, html = render(template, {"recipient": to, **context})
    return queue(
        subject,
        text,
        html,
        to,
        template=template,
        attachments=attachments,
        language=language,
        headers=headers,
    )


def queue(
    subject: str,
    text: str,
    html: str,
    to: Any,
    *,
    template: str = "",
    attachments: Iterable[Attachment] = (),
    language: str | None = None,
    headers: Mapping[str, str] | None = None,
    owner: Any = None,
) -> MailMessage:
    """Write the mail and the job that sends it, in the caller's transaction."""
    user, address = (to, to.email) if hasattr(to, "email") else (owner, str(to))
    user = user if getattr(user, "pk", None) else None  # somebody without a row cannot own one
    files = list(attachments)
    _check(subject, address, files, headers or {})
    with transaction.atomic():
        mail = MailMessage.objects.create(
            user=user,
            template=template,
            to=address,
            language=_language(language, to),
            subject=subject,
            text=text,
            html=html,
            headers=dict(headers or {}),
        )
        MailAttachment.objects.bulk_create(
            MailAttachment(mail=mail, name=name, content=content, content_type=kind)
            for name, content, kind in files
        )
        enqueue("mail.send", mail.pk)
    return mail


def deliver(mail: MailMessage) -> None:
    """Send the mail to the mail server; then delete its body and attachments."""
    message = EmailMultiAlternatives(
        subject=mail.subject,
        body=mail.text,
        to=[mail.to],
        headers={
            "Message-ID": mail.message_id,
            "Auto-Submitted": "auto-generated",
            "Content-Language": mail.language,
            **mail.headers,
        },
    )
    if mail.html:
        message.attach_alternative(mail.html, "text/html")
    for attachment in mail.attachments.all():
        message.attach(attachment.name, bytes(attachment.content), attachment.content_type)
    message.send()
    with transaction.atomic():
        mail.attachments.all().delete()
        MailMessage.objects.filter(pk=mail.pk).update(sent_at=timezone.now(), text="", html="")


def _language(language: str | None, to: Any) -> str:
    """Return the language to write in: the one asked for, the reader's, the present one, the site's."""
    known = dict(settings.LANGUAGES)
    for code in (language, getattr(to, "language", None), translation.get_language()):
        if code in known:
            return str(code)
    return settings.LANGUAGE_CODE


def _check(subject: str, address: str, files: list[Attachment], headers: Mapping[str, str]) -> None:
    """Raise MailRefused for what could break out of a header, or is too heavy to keep."""
    try:
        validate_email(address)
    except ValidationError:
        raise MailRefused("This is not an e-mail address.") from None
    lines = [subject, address, *headers, *headers.values(), *(f"{name}{kind}" for name, _body, kind in files)]
    if any(_breaks(line) for line in lines):
        raise MailRefused("A mail header holds a line break or a control character.")
    if not subject or len(subject) > LONGEST_SUBJECT:
        raise MailRefused(f"A subject has 1 to {LONGEST_SUBJECT} characters.")
    if taken := OWN_HEADERS & {name.lower() for name in headers}:
        raise MailRefused(f"These headers are set by the site: {', '.join(sorted(taken))}.")
    if sum(len(body) for _name, body, _kind in files) > HEAVIEST:
        raise MailRefused(f"Attachments may weigh {HEAVIEST // 1024 // 1024} MB together.")


def _breaks(line: str) -> bool:
    """Return whether the line holds control characters or line separators."""
    return any(unicodedata.category(character) in ("Cc", "Zl", "Zp") for character in line)
