"""Error pages in the site's design."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Say that the form's key was missing or too old, and how to go on. Status 403."""
    return render(request, "403.html", {"csrf": True}, status=403)
