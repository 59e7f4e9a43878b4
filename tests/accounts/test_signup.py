"""Signing up: what is asked, what is kept, and what strangers cannot find out."""

from typing import Any

import pytest
from django.core import mail
from django.test import Client

from accounts.models import User

pytestmark = pytest.mark.django_db
URL = "/en/account/signup/"


def filled(**changes: Any) -> dict[str, Any]:
    """Give a sign-up form that is right, with changes."""
    return {
        "display_name": "Wanjiru Kamau",
        "email": "wanjiru@example.org",
        "password1": "forest-and-river-22",
        "consent": "on",
        "time_zone": "Africa/Nairobi",
        **changes,
    }


def test_the_page_shows_one_heading_in_our_layout(client: Client) -> None:
    answer = client.get(URL)
    assert answer.status_code == 200
    page = answer.content.decode()
    assert page.count("<h1") == 1
    assert 'id="main"' in page
