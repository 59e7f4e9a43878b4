"""Put an announcement away for this session."""

from uuid import UUID

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import get_language
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_POST

from core.base.ratelimit import ratelimit
from core.web.access import csrf_failure, public
from core.web.redirects import own_path, safe_next_url
from portal.models import Announcement
from portal.selectors.announcements import SESSION_KEY


@csrf_exempt
@public
@require_POST
@ratelimit("announcement_dismiss", rate="60/m")
def announcement_dismiss(request: HttpRequest, public_id: UUID) -> HttpResponseBase:
    """Remember in the session that the reader has seen it, and go back to the page.

    Pages for visitors are stored and have no token: the browser's `Origin` must be this site instead.
    """
    if request.user.is_authenticated:
        return csrf_protect(_dismiss)(request, public_id)
    origin = request.headers.get("Origin", "")
    if origin and not own_path(request, f"{origin}/"):
        return csrf_failure(request, "Another site's form")
    return _dismiss(request, public_id)


def _dismiss(request: HttpRequest, public_id: UUID) -> HttpResponseBase:
    announcement = get_object_or_404(Announcement, public_id=public_id)
    away = request.session.get(SESSION_KEY, [])
    if str(announcement.public_id) not in away:
        request.session[SESSION_KEY] = [*away, str(announcement.public_id)][-20:]
    return redirect(safe_next_url(request, f"/{get_language()}/"))
