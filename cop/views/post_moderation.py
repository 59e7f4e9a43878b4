"""Hiding a post and showing it again, and naming a thread; managers."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.requests import MemberRequest
from cop import services
from cop.enums import Audience
from cop.errors import CopError
from cop.forms import HideForm, TitleForm
from cop.rules import can_manage
from cop.selectors.posts import shown_post
from cop.views.lookups import (
    breadcrumbs,
    done,
    managed_thread_or_404,
    post_address,
    post_or_404,
    thread_address,
)
from core.base.ratelimit import ratelimit
from core.web.access import member, require
from core.web.responses import render_page


@member
@require_http_methods(["GET", "HEAD", "POST"])
@ratelimit("cop.manage", rate="120/m")
def post_hide(request: MemberRequest, thread_id: UUID, number: int) -> HttpResponse:
    """Ask for the reason, and hide the post."""
    post = post_or_404(request, thread_id, number)
    require(can_manage, request, post.thread.community)
    address = post_address(post.thread, post.number)
    if post.is_hidden:
        messages.info(request, _("This post is hidden already."))
        return redirect(address)
    if post.is_deleted:
        messages.info(request, _("Its author has deleted this post."))
        return redirect(address)
    form = HideForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            services.hide_post(post, by=request.user, reason=form.cleaned_data["reason"])
        except CopError as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("The post is hidden. Its author sees your reason."))
            return redirect(address)
    context = {
        "thread": post.thread,
        "post": post,
        "shown": shown_post(post, request.user, Audience.MANAGER),
        "form": form,
        "address": address,
        "breadcrumbs": breadcrumbs(post.thread.community, post.thread, _("Hide a post")),
    }
    return render_page(request, "cop/post_hide.html", context)


@member
@require_POST
@ratelimit("cop.manage", rate="120/m")
def post_restore(request: MemberRequest, thread_id: UUID, number: int) -> HttpResponse:
    """Show a hidden post again."""
    post = post_or_404(request, thread_id, number)
    require(can_manage, request, post.thread.community)
    services.restore_post(post, by=request.user)
    return done(request, post.thread, post_address(post.thread, post.number))


@member
@require_http_methods(["GET", "HEAD", "POST"])
@ratelimit("cop.manage", rate="120/m")
def thread_rename(request: MemberRequest, thread_id: UUID) -> HttpResponse:
    """Return the thread another title."""
    thread = managed_thread_or_404(request, thread_id)
    sent = request.POST if request.method == "POST" else None
    form = TitleForm(sent, initial={"title": thread.title})
    if sent is not None and form.is_valid():
        try:
            services.rename_thread(thread, by=request.user, title=form.cleaned_data["title"])
        except CopError as refusal:
            form.add_error("title", str(refusal))
        else:
            messages.success(request, _("The thread has its new title."))
            return redirect(thread_address(thread))
    way = breadcrumbs(thread.community, thread, _("Change the title"))
    context = {"thread": thread, "form": form, "address": thread_address(thread), "breadcrumbs": way}
    return render_page(request, "cop/thread_rename.html", context)
