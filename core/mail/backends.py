"""The mail backend of the embedded mode: each mail becomes a file, its links go to the terminal."""

import os
import re
import sys
from collections.abc import Sequence
from pathlib import Path

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from django.utils import timezone

_LINK = re.compile(r"https?://[^\s<>\"']+")
_AFTER_LINK = ".,;:!?)]}»”"


def links_in(text: str) -> list[str]:
    """Return the addresses in a mail's text, each once, in order."""
    return list(dict.fromkeys(link.rstrip(_AFTER_LINK) for link in _LINK.findall(text)))


class FileLinkBackend(BaseEmailBackend):
    """Writes mails as .eml files under EMAIL_FILE_PATH and prints whom they go to and their links."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """Write each mail; return how many."""
        for message in email_messages:
            self._write(message)
            self._show(message)
        return len(email_messages)

    def _write(self, message: EmailMessage) -> Path:
        """Write the file whole or not at all; names sort by time."""
        folder = Path(settings.EMAIL_FILE_PATH)
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        stamp = timezone.now().strftime("%Y%m%d-%H%M%S-%f")
        path = folder / f"{stamp}-{os.getpid()}.eml"
        unfinished = path.with_suffix(".part")
        unfinished.write_bytes(message.message().as_bytes())
        unfinished.rename(path)
        return path

    def _show(self, message: EmailMessage) -> None:
        lines = [f"Mail to {', '.join(message.recipients())}: {message.subject}"]
        lines += [f"  {link}" for link in links_in(str(message.body))]
        sys.stdout.write("\n".join(lines) + "\n")
        sys.stdout.flush()
