"""Keeping what somebody has begun to write: by the button, or by the page's script every few seconds."""

from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.requests import MemberRequest
from cop import services
from cop.forms import AnswerForm, DraftForm, ThreadForm
from cop.models import Community, Thread
from cop.rules import can_write_in
from cop.views.places import (
    by_script,
    page_asked,
    readable_community_or_404,
    require,
    thread_address,
    thread_or_404,
)
from cop.views.starting import show_start
from cop.views.threads import show_thread
from core.access import member
from core.ratelimit import ratelimit

RATE = "30/m,600/h"


@member
@require_POST
@ratelimit("cop.draft", rate=RATE)
def draft_save(request: MemberRequest, thread_id: UUID) -> HttpResponse:
    """Keep the answer somebody has begun in a thread."""
    thread = thread_or_404(request, thread_id)
    require(can_write_in, request, thread.community)
    form = DraftForm(request.POST)
    if not form.is_valid():
        return show_thread(request, thread, AnswerForm(request.POST))
    return _keep(request, thread, form, f"{thread_address(thread, page_asked(request) or 1)}#answer")


@member
@require_POST
@ratelimit("cop.draft", rate=RATE)
def thread_draft_save(request: MemberRequest, slug: str) -> HttpResponse:
    """Keep the thread somebody has begun in a community."""
    community = readable_community_or_404(request, slug)
    require(can_write_in, request, community)
    form = DraftForm(request.POST)
    if not form.is_valid():
        return show_start(request, community, ThreadForm(request.POST))
    return _keep(request, community, form, reverse("cop:thread_start", args=[community.slug]))


def _keep(request: MemberRequest, place: Thread | Community, form: forms.Form, address: str) -> HttpResponse:
    """Save the draft; a script gets 204, a person comes back to the form."""
    words = form.cleaned_data
    draft = services.save_draft(
        place, by=request.user, body=words["body"], title=words["title"], key=words["key"]
    )
    if by_script(request):
        return HttpResponse(status=204)
    if draft is None:
        messages.info(request, _("No draft is kept now."))
    else:
        messages.success(request, _("Your draft is saved. Only you can see it."))
    return redirect(address)
