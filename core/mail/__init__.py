"""Mail: rendered in the reader's language when it is asked for, sent by a job.

`send` takes the name of a template, `send_rendered` what is rendered already. Both write a row in the
caller's own transaction, so a mail is sent only when the change it is about was committed.
"""

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from core.mail.attachments import Attachment
from core.mail.errors import MailRefused

if TYPE_CHECKING:
    from core.mail.models import MailMessage

__all__ = ["Attachment", "MailRefused", "send", "send_rendered"]


def send(
    template: str,
    to: Any,
    context: Mapping[str, Any] | None = None,
    *,
    attachments: Iterable[Attachment] = (),
    language: str | None = None,
    headers: Mapping[str, str] | None = None,
) -> "MailMessage":
    """Send templates/mail/<template>.{subject.txt,txt,html} to a user or an address.

    The language is `language`, else the user's, else the present one; times are in the user's zone.
    Raises MailRefused, and TemplateDoesNotExist when one of the three templates is missing.
    """
    from core.mail import outbox  # the tables are not ready while apps are being loaded

    return outbox.send(template, to, context or {}, attachments, language, headers or {})


def send_rendered(
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
) -> "MailMessage":
    """Send a mail that is rendered already to a user or an address; raises MailRefused.

    `owner` is the user with whose data a mail to a bare address (a second one of theirs) is
    exported and erased.
    """
    from core.mail import outbox

    return outbox.queue(
        subject,
        text,
        html,
        to,
        template=template,
        attachments=attachments,
        language=language,
        headers=headers or {},
        owner=owner,
    )
