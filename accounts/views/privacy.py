"""Consent, the copy of one's data, erasure, and the registry of what is kept."""

from typing import Any

from allauth.account.decorators import reauthentication_required
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.errors import AccountRefusal
from accounts.forms.consents import ConsentForm
from accounts.models import DataExport
from accounts.requests import MemberRequest
from accounts.rules import owns_export
from accounts.selectors import consent_states, exports_of, kept_data, open_erasure_of
from accounts.services import erasures, exports
from accounts.services.consents import give_consent
from core.base.ratelimit import ratelimit
from core.media.files import serve
from core.web.access import member, public
from core.web.redirects import safe_next_url
from core.web.responses import render_page


@public
@require_safe
def privacy(request: HttpRequest) -> HttpResponse:
    """Show what is kept of a person, how long and why, from the registry."""
    return render_page(request, "accounts/privacy.html", {"groups": kept_data()})


@member
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def consent_edit(request: MemberRequest) -> HttpResponse:
    """Ask for agreement to the versions in force, then go on to `next`."""
    form = ConsentForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        give_consent(request.user)
        messages.success(request, _("Thank you. Your agreement is recorded."))
        return redirect(safe_next_url(request, "/"))
    context = {"form": form, "states": consent_states(request.user), "next": safe_next_url(request, "/")}
    return render_page(request, "accounts/consent_edit.html", context)


@member
@never_cache
@require_safe
def data_show(request: MemberRequest) -> HttpResponse:
    """Show one's consents, the copies of one's data, and the way to be erased."""
    context = {
        "states": consent_states(request.user),
        "exports": exports_of(request.user)[:10],
        "running": exports_of(request.user).running().exists(),
        "erasure": open_erasure_of(request.user),
    }
    return render_page(request, "accounts/data_show.html", context)


@member
@require_POST
@reauthentication_required
@ratelimit("accounts.export", rate="10/h")
def export_request(request: MemberRequest) -> HttpResponse:
    """Ask for a copy of one's data, once the password is given again; asking twice makes one copy."""
    exports.request_export(request.user)
    messages.success(request, _("We are putting your data together. A mail tells you when it is ready."))
    return redirect("accounts:data_show")


@member
@never_cache
@require_safe
def export_download(request: MemberRequest, public_id: Any) -> HttpResponseBase:
    """Send one's own copy while it is kept, once the password is given again; 404 for any other."""
    kept = DataExport.objects.visible_to(request.user).downloadable()
    export = get_object_or_404(kept, public_id=public_id)
    if not owns_export(request.user, export):
        raise Http404
    return _send_export(request, export)


@reauthentication_required
def _send_export(request: MemberRequest, export: DataExport) -> HttpResponseBase:
    name = f"km4b-commons-{export.ready_at:%Y-%m-%d}.zip"
    return serve(request, export.file, filename=name, content_type="application/zip", as_attachment=True)


@member
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@reauthentication_required
def erasure_edit(request: MemberRequest) -> HttpResponse:
    """Explain erasure, and accept the request; the password is asked for again before."""
    if open_erasure_of(request.user):
        return redirect("accounts:data_show")
    if request.method != "POST":
        return render_page(request, "accounts/erasure_edit.html")
    try:
        erasures.request_erasure(request.user)
    except AccountRefusal as refusal:
        return render_page(request, "accounts/erasure_edit.html", {"refusal": refusal}, status=422)
    messages.success(request, _("Your account will be erased. Until then you can change your mind here."))
    return redirect("accounts:data_show")


@member
@require_POST
def erasure_cancel(request: MemberRequest) -> HttpResponse:
    """Take one's request to be erased back."""
    try:
        erasures.cancel_erasure(request.user)
    except AccountRefusal as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Your account stays. Thank you for staying."))
    return redirect("accounts:data_show")
