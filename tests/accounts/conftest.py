"""Shared by the tests of accounts: the sent mails, and the links in them."""

import re
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.core import mail
from django.core.mail import EmailMultiAlternatives
from django.test import Client

from core.jobs.testing import run_due
from tests.factories.accounts import PASSWORD

SIGN_IN = "/en/account/login/"


@pytest.fixture
def sent() -> Callable[[], list[EmailMultiAlternatives]]:
    """Return a function that runs the worker and returns the mails sent since its last call."""

    def collect() -> list[EmailMultiAlternatives]:
        run_due()
        mails: list[Any] = list(mail.outbox)
        mail.outbox.clear()
        return mails

    return collect


def link_in(message: EmailMultiAlternatives) -> str:
    """Return path and query of the one link in the mail, which must be in its text and its HTML."""
    [link] = re.findall(r"https?://\S+", str(message.body))
    assert link in str(message.alternatives[0][0])
    parts = urlsplit(link)
    assert f"{parts.scheme}://{parts.netloc}" == "http://testserver"
    return parts._replace(scheme="", netloc="").geturl()


def sign_in(client: Client, user: Any, password: str = PASSWORD, **extra: str) -> Any:
    """Send the sign-in form."""
    return client.post(SIGN_IN, {"login": user.email, "password": password, **extra})
