"""Put an announcement away for this session."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import get_language
from django.views.decorators.http import require_POST

from core.base.ratelimit import ratelimit
from core.web.access import public
from core.web.redirects import safe_next_url
from portal.models import Announcement
from portal.selectors.announcements import SESSION_KEY


@public
@require_POST
@ratelimit("announcement_dismiss", rate="60/m")
def announcement_dismiss(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Remember in the session that the reader has seen it, and go back to the page."""
    announcement = get_object_or_404(Announcement, public_id=public_id)
    away = request.session.get(SESSION_KEY, [])
    if str(announcement.public_id) not in away:
        request.session[SESSION_KEY] = [*away, str(announcement.public_id)][-20:]
    return redirect(safe_next_url(request, f"/{get_language()}/"))
