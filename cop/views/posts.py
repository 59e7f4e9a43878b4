"""One post: writing it, looking at it alone, changing it, its earlier texts, pressing under it."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.requests import MemberRequest
from cop import services
from cop.enums import ReactionKind
from cop.errors import AlreadyPosted, CopError, NotMember, StaleEdit
from cop.forms import AnswerForm, EditForm, with_fresh_key
from cop.models import Post
from cop.rules import can_edit_post, can_manage, can_read_words, can_write_in, wrote
from cop.selectors.alone import reactors_of, versions_of
from cop.selectors.posts import MANAGER, MEMBER, shown_post
from cop.selectors.threads import page_of
from cop.views.limits import too_often
from cop.views.places import (
    answer,
    crumbs,
    done,
    page_asked,
    post_address,
    post_or_404,
    require,
    thread_address,
    thread_or_404,
)
from cop.views.threads import show_thread
from core.access import member, public
from core.errors import unprocessable
from core.ratelimit import ratelimit


@member
@require_POST
def post_add(request: MemberRequest, thread_id: UUID) -> HttpResponse:
    """Add an answer and go to it; a refused one comes back in its form, with nothing lost."""
    thread = thread_or_404(request, thread_id)
    form = AnswerForm(request.POST)
    if not form.is_valid():
        return show_thread(request, thread, form)
    if (wait := too_often(request)) is not None:
        return wait.answer(show_thread(request, thread, wait.told(form)))
    try:
        post = services.add_post(thread, by=request.user, **form.cleaned_data)
    except CopError as refusal:
        if isinstance(refusal, AlreadyPosted):
            form = AnswerForm(with_fresh_key(form))
        form.add_error(None, str(refusal))
        return show_thread(request, thread, form)
    return done(request, thread, post_address(thread, post.number))


@public
@require_safe
def post_show(request: HttpRequest, thread_id: UUID, number: int) -> HttpResponse:
    """Show a post alone: who pressed what under it, and what this reader may do."""
    post = post_or_404(request, thread_id, number)
    user, words = request.user, can_read_words(request.user, post)
    managing = can_manage(user, post.thread.community)
    audience = MANAGER if words and post.is_hidden else MEMBER
    context: dict[str, Any] = {
        "thread": post.thread,
        "post": post,
        "shown": shown_post(post, user, audience),
        "audience": MANAGER if managing else MEMBER,
        "base": thread_address(post.thread),
        "reactors": [] if post.is_hidden else reactors_of(post),
        "may_edit": can_edit_post(user, post),
        "may_see_history": words and post.edited_at is not None,
        "may_write": can_write_in(user, post.thread.community),
        "address": post_address(post.thread, post.number),
        "crumbs": _way(post),
    }
    return answer(request, "cop/post_show.html", context)


@member
@require_http_methods(["GET", "HEAD", "POST"])
@ratelimit("cop.edit", rate="30/m,300/h")
def post_edit(request: MemberRequest, thread_id: UUID, number: int) -> HttpResponse:
    """Change one's own post; when it was changed in between, both texts are shown and nothing is lost."""
    post = post_or_404(request, thread_id, number)
    require(wrote, request, post)
    if request.method != "POST" and not can_edit_post(request.user, post):
        return _may_not_edit(request, post)
    seen = post.revisions.count()
    sent = request.POST if request.method == "POST" else None
    form = EditForm(sent, initial={"body": post.body, "revision": seen})
    stale = False
    if sent is not None and form.is_valid():
        try:
            services.edit_post(post, by=request.user, **form.cleaned_data)
        except StaleEdit as refusal:
            stale, form = True, EditForm({"body": form.cleaned_data["body"], "revision": seen})
            form.add_error(None, str(refusal))
        except CopError as refusal:
            form.add_error(None, str(refusal))
        else:
            return done(request, post.thread, post_address(post.thread, post.number))
    context = {
        "thread": post.thread,
        "post": post,
        "form": form,
        "stale": stale,
        "address": post_address(post.thread, post.number),
        "crumbs": _way(post, _("Change your post")),
    }
    return answer(request, "cop/post_edit.html", context)


def _may_not_edit(request: MemberRequest, post: Post) -> HttpResponse:
    """Say why one's own post cannot be changed now."""
    if post.is_hidden:
        words = _("A manager hid this post, so it cannot be changed.")
    elif not can_write_in(request.user, post.thread.community):
        words = _("Join this community again; then you may change your post.")
    else:
        words = _("This thread is closed, so its posts stay as they are.")
    messages.info(request, words)
    return redirect(post_address(post.thread, post.number))


@public
@require_safe
def post_history(request: HttpRequest, thread_id: UUID, number: int) -> HttpResponse:
    """Show what a post said before; of a hidden one only to its author and the managers."""
    post = post_or_404(request, thread_id, number)
    require(can_read_words, request, post)
    page = page_asked(request) or 1
    versions = versions_of(post, page)
    if versions.page != page:
        raise Http404
    context = {
        "thread": post.thread,
        "post": post,
        "versions": versions,
        "address": post_address(post.thread, post.number),
        "crumbs": _way(post, _("Earlier texts")),
    }
    return answer(request, "cop/post_history.html", context)


@member
@require_POST
@ratelimit("cop.react", rate="60/m,600/h")
def post_react(request: MemberRequest, thread_id: UUID, number: int) -> HttpResponse:
    """Press `kind` (`?on=1`) or take it back (`?on=0`), and go back to the post; 422 for anything else."""
    post = post_or_404(request, thread_id, number)
    kind, on = request.POST.get("kind", ""), request.GET.get("on", "")
    if kind not in ReactionKind.values or on not in ("0", "1"):
        return unprocessable(request, _("Choose what you want to say about this post, and try again."))
    try:
        services.react(post, by=request.user, kind=kind, on=on == "1")
    except CopError as refusal:
        messages.info(request, str(refusal))
        # The words stand at the top of the page; who may join is led to the button at its end.
        page = thread_address(post.thread, page_of(post.number))
        return done(request, post.thread, f"{page}#answer" if isinstance(refusal, NotMember) else page)
    return done(request, post.thread, post_address(post.thread, post.number))


def _way(post: Post, *here: str) -> list[dict[str, str]]:
    thread = post.thread
    return crumbs(thread.community, thread, *(here or [_("Post %(number)d") % {"number": post.number}]))
