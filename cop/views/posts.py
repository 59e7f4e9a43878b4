"""One post: writing it, looking at it alone, its earlier texts, pressing under it."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.requests import MemberRequest
from cop import services
from cop.enums import Audience, ReactionKind
from cop.errors import AlreadyPosted, CopError, NotMember
from cop.forms import AnswerForm, with_fresh_key
from cop.models import Post
from cop.rules import can_edit_post, can_manage, can_view_content, can_write_in
from cop.selectors.post_detail import reactors_of, versions_of
from cop.selectors.posts import shown_post
from cop.selectors.threads import page_of
from cop.views.lookups import (
    POSTING,
    done,
    post_address,
    post_breadcrumbs,
    post_or_404,
    thread_address,
    thread_or_404,
)
from cop.views.threads import show_thread
from core.base.ratelimit import READING, ratelimit
from core.web.access import member, public, require
from core.web.errors import unprocessable
from core.web.form_limits import check_limit
from core.web.pagination import page_number
from core.web.responses import NO_STORE, render_page


@member
@require_POST
def post_add(request: MemberRequest, thread_id: UUID) -> HttpResponse:
    """Add an answer and go to it; a refused one comes back in its form, with nothing lost."""
    thread = thread_or_404(request, thread_id)
    form = AnswerForm(request.POST)
    if not form.is_valid():
        return show_thread(request, thread, form)
    if limit := check_limit(request, form, *POSTING):
        return limit.respond(show_thread(request, thread, form))
    try:
        post = services.add_post(thread, by=request.user, **form.cleaned_data)
    except CopError as refusal:
        if isinstance(refusal, AlreadyPosted):
            form = AnswerForm(with_fresh_key(form))
        form.add_error(None, str(refusal))
        return show_thread(request, thread, form)
    return done(request, thread, post_address(thread, post.number))


@member
@require_safe
@ratelimit("cop.sent", rate="60/m", methods=READING)
def post_sent(request: MemberRequest, thread_id: UUID) -> HttpResponse:
    """Return as JSON whether the form with `?key=` was posted: its answer may have been lost on the way."""
    thread = thread_or_404(request, thread_id)
    try:
        key = UUID(request.GET.get("key", ""))
    except ValueError:
        return unprocessable(request, _("Send the key of the post’s form."))
    sent = Post.objects.filter(thread=thread, author=request.user, client_key=key).exists()
    return JsonResponse({"sent": sent}, headers=NO_STORE)


@public
@require_safe
def post_show(request: HttpRequest, thread_id: UUID, number: int) -> HttpResponse:
    """Show a post alone: who pressed what under it, and what this reader may do."""
    post = post_or_404(request, thread_id, number)
    user, words = request.user, can_view_content(request.user, post)
    managing, may_write = can_manage(user, post.thread.community), can_write_in(user, post.thread.community)
    audience = Audience.MANAGER if words and not post.in_sight else Audience.MEMBER
    context: dict[str, Any] = {
        "thread": post.thread,
        "post": post,
        "shown": shown_post(post, user, audience),
        "audience": _audience(managing, may_write),
        "base": thread_address(post.thread),
        "reactors": reactors_of(post) if post.in_sight else [],
        "may_edit": can_edit_post(user, post),
        "may_see_history": words and post.edited_at is not None,
        "may_write": may_write,
        "address": post_address(post.thread, post.number),
        "breadcrumbs": post_breadcrumbs(post),
    }
    return render_page(request, "cop/post_show.html", context)


def _audience(managing: bool, may_write: bool) -> Audience:
    if may_write:
        return Audience.MANAGER if managing else Audience.MEMBER
    return Audience.OPERATOR if managing else Audience.READER


@public
@require_safe
def post_history(request: HttpRequest, thread_id: UUID, number: int) -> HttpResponse:
    """Show what a post said before; of a hidden or deleted one only to its author and the managers."""
    post = post_or_404(request, thread_id, number)
    require(can_view_content, request, post)
    page = page_number(request) or 1
    versions = versions_of(post, page)
    if versions.page != page:
        raise Http404
    context = {
        "thread": post.thread,
        "post": post,
        "versions": versions,
        "address": post_address(post.thread, post.number),
        "breadcrumbs": post_breadcrumbs(post, _("Earlier texts")),
    }
    return render_page(request, "cop/post_history.html", context)


@member
@require_POST
@ratelimit("cop.react", rate="60/m,600/h")
def post_react(request: MemberRequest, thread_id: UUID, number: int) -> HttpResponse:
    """Press `kind` (`?on=1`) or take it back (`?on=0`), and go back to the post; 422 for anything else."""
    post = post_or_404(request, thread_id, number)
    kind, on = request.POST.get("kind", ""), request.GET.get("on", "")
    if kind not in ReactionKind.values or on not in ("0", "1"):
        return unprocessable(request, _("Choose a reaction to this post, and try again."))
    try:
        services.react(post, by=request.user, kind=kind, on=on == "1")
    except CopError as refusal:
        messages.info(request, str(refusal))
        # The message is at the top of the page; who may join is sent to the button at its end.
        page = thread_address(post.thread, page_of(post.number))
        return done(request, post.thread, f"{page}#answer" if isinstance(refusal, NotMember) else page)
    return done(request, post.thread, post_address(post.thread, post.number))
