"""The page on which editors read each mail the site sends."""

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from core.mail import previews
from core.web.access import editor
from core.web.responses import render_page

# The mail is a document of its own: own styles, no script, nothing fetched, no part of the site's session.
ALONE = "default-src 'none'; style-src 'unsafe-inline'; img-src 'self' data:; frame-ancestors 'self'; sandbox"


@editor
@require_safe
def preview_show(request: HttpRequest) -> HttpResponse:
    """List the mails; `?mail=<name>` shows one, with `&part=html` its HTML alone. 404 for no such mail."""
    name = request.GET.get("mail", "")
    if name and name not in previews.MAIL_SAMPLES:
        raise Http404
    chosen = previews.preview(name) if name else None
    if chosen and request.GET.get("part") == "html":
        return HttpResponse(chosen.html, headers={"Content-Security-Policy": ALONE})
    return render_page(
        request, "core/mail_preview.html", {"names": sorted(previews.MAIL_SAMPLES), "mail": chosen}
    )
