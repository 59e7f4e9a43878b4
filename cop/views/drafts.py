"""Keeping what somebody has begun to write: by the button, or by the page's script every few seconds."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.requests import MemberRequest
from cop import services
from cop.errors import CopError
from cop.forms import AnswerForm, DraftForm, ThreadForm
from cop.models import Community, Post, Thread
from cop.rules import can_write_in
from cop.selectors.drafts import draft_in
from cop.selectors.quotations import quotation_of
from cop.selectors.threads import page_of
from cop.views.lookups import readable_community_or_404, thread_address, thread_or_404
from cop.views.thread_create import show_start
from cop.views.threads import show_thread
from core.base.ratelimit import ratelimit
from core.web.access import member, require
from core.web.pagination import page_number
from core.web.responses import is_script_request, private_text

RATE = "30/m,600/h"


@member
@require_POST
@ratelimit("cop.draft", rate=RATE)
def draft_save(request: MemberRequest, thread_id: UUID) -> HttpResponse:
    """Keep the answer somebody has begun in a thread; with `?quote=<number>`, add that post to it."""
    thread = thread_or_404(request, thread_id)
    require(can_write_in, request, thread.community)
    form = DraftForm(request.POST)
    if not form.is_valid():
        return show_thread(request, thread, AnswerForm(request.POST))
    if "quote" in request.GET:
        return _quote(request, thread, form.cleaned_data)
    return _keep(request, thread, form, f"{thread_address(thread, page_number(request) or 1)}#answer")


def _quote(request: MemberRequest, thread: Thread, sent: dict[str, Any]) -> HttpResponse:
    """Return a script the quotation alone; a person finds it in the composer, after what is written.

    Quoting from a post's own page, where nothing is written, continues the draft.
    """
    post = _quoted_or_404(request, thread)
    quotation = quotation_of(post, post.author.display_name if post.author else _("Somebody who has left"))
    if is_script_request(request):
        return private_text(quotation)
    draft = None if "body" in request.POST else draft_in(thread, request.user)
    written, key = (draft.body, draft.client_key) if draft else (sent["body"], sent["key"])
    text = f"{written.rstrip()}\n\n{quotation}" if written.strip() else quotation
    try:
        if services.save_draft(thread, by=request.user, body=text, key=key) is None:
            services.save_draft(thread, by=request.user, body=text)  # written after the form was posted
    except CopError as refusal:
        form = AnswerForm({"body": written, "key": str(key)})
        form.add_error(None, str(refusal))
        return show_thread(request, thread, form)
    return redirect(f"{thread_address(thread, page_number(request) or page_of(post.number))}#answer")


def _quoted_or_404(request: MemberRequest, thread: Thread) -> Post:
    """Return the post of this thread that `?quote=<number>` names, if every reader sees its text."""
    number = request.GET["quote"]
    if not number.isascii() or not number.isdigit() or len(number) > 9:
        raise Http404
    posts = Post.objects.in_sight().filter(thread=thread).select_related("author")
    post: Post = get_object_or_404(posts, number=int(number))
    post.thread = thread
    return post


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
    if is_script_request(request):
        return HttpResponse(status=204)
    if draft is None:
        messages.info(request, _("No draft is kept now."))
    else:
        messages.success(request, _("Your draft is saved. Only you can see it."))
    return redirect(address)
