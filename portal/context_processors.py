"""What every page's frame shows: navigation, footer, announcements, languages."""

from typing import Any

from django.http import HttpRequest


def site(request: HttpRequest) -> dict[str, Any]:
    """Give the frame's variables."""
    return {}
