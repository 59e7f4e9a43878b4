"""The jobs of core.mail."""

from datetime import timedelta

from django.utils import timezone

from core.jobs import job, periodic
from core.jobs.cleanup import delete_in_batches
from core.mail.models import MailMessage
from core.mail.outbox import deliver

KEEP = timedelta(days=30)


@job("mail.send", atomic=False, max_attempts=8, backoff=timedelta(seconds=30))
def send(mail_id: int) -> None:
    """Send one mail. At least once: a crash after sending repeats it under the same Message-ID."""
    mail = MailMessage.objects.filter(pk=mail_id, sent_at=None).first()
    if mail is not None:  # else sent already, or erased with its reader
        deliver(mail)


@periodic("mail.clean_up", every=timedelta(hours=1), atomic=False)
def clean_up() -> None:
    """Remove mails that are past their time."""
    delete_in_batches(MailMessage.objects.filter(created_at__lt=timezone.now() - KEEP))
