"""What comes next: composed for a member from the apps below; what a stranger is shown first."""

from typing import Any

from django.http import HttpRequest


def what_comes_next(request: HttpRequest) -> list[Any]:
    """Give the member's courses in progress, the one last read first."""
    return []


def courses_for_strangers(request: HttpRequest) -> list[Any]:
    """Give the first three courses of the site's catalogue."""
    return []
