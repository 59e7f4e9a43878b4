"""A thread: reading it, how far one has read, closing and pinning it."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.requests import MemberRequest
from cop import services
from cop.errors import CopError
from cop.forms import AnswerForm
from cop.models import Thread
from cop.querysets import PAGE
from cop.rules import can_write_in
from cop.selectors.communities import was_removed
from cop.selectors.threads import ThreadPage, page_of, thread_page
from cop.thread_sources import origin_of
from cop.views.lookups import (
    breadcrumbs,
    done,
    managed_thread_or_404,
    post_address,
    thread_address,
    thread_or_404,
)
from core.base.ratelimit import ratelimit
from core.web.access import member, public
from core.web.breadcrumbs import Breadcrumb
from core.web.caching.changes import CONTENT, PEOPLE
from core.web.errors import unprocessable
from core.web.pagination import page_number
from core.web.responses import render_page


@public
@require_safe
def thread_show(request: HttpRequest, thread_id: UUID) -> HttpResponse:
    """Show a page of a thread; for members, the posts on it then count as read."""
    thread = thread_or_404(request, thread_id)
    if (page_number(request) or 1) > page_of(thread.post_count):
        raise Http404
    return show_thread(request, thread)


def show_thread(request: HttpRequest, thread: Thread, form: AnswerForm | None = None) -> HttpResponse:
    """Answer with a page of the thread; with a refused `form`, the page it was written on."""
    shown = thread_page(thread, request.user, page_number(request) or 1)
    here = thread_address(thread)
    may_write = can_write_in(request.user, thread.community)
    context: dict[str, Any] = {
        "thread": shown.thread,
        "here": here,
        "shown": shown,
        "posts": shown.posts,
        "origin": origin_of(thread),
        "breadcrumbs": [
            *breadcrumbs(thread.community),
            Breadcrumb(thread.title, lang=thread.language),
        ],
        "may_write": may_write,
        "removed": not may_write and was_removed(thread.community, request.user),
        "may_manage": shown.audience.manages,
        "form": form or _answer_form(shown),
        "zone": timezone.get_current_timezone_name(),
        "per_page": PAGE,
        "base": "" if request.path == here else here,  # a refused form is answered at another address
        **_news(shown),
    }
    response = render_page(
        request,
        "cop/thread_show.html",
        context,
        shows=(CONTENT, PEOPLE),
        at={f"space:{shown.thread.space_id}": shown.through},
    )
    _read(request, shown)
    return response


def _news(shown: ThreadPage) -> dict[str, Any]:
    """Return the first post that is new to a member who was here before, and its page."""
    if not shown.mark or not shown.first_unread:
        return {}
    return {"new_from": shown.first_unread, "new_address": post_address(shown.thread, shown.first_unread)}


def _answer_form(shown: ThreadPage) -> AnswerForm:
    draft = shown.draft
    return AnswerForm(initial={"body": draft.body, "key": draft.client_key} if draft else None)


def _read(request: HttpRequest, shown: ThreadPage) -> None:
    """Raise the reader's mark; a browser that only fetches ahead has shown nothing to anybody."""
    ahead = request.headers.get("Sec-Purpose", "").startswith("prefetch")
    if request.method == "GET" and request.user.is_authenticated and shown.posts and not ahead:
        newest = shown.posts[-1].number
        if newest > (shown.mark or 0):
            services.mark_read(shown.thread, by=request.user, number=newest)


@public
@require_safe
def thread_unread(request: HttpRequest, thread_id: UUID) -> HttpResponse:
    """Go to the first post one has not read, else to the last one; a visitor to the first."""
    thread = thread_or_404(request, thread_id)
    shown = thread_page(thread, request.user, 1)
    last = thread.post_count if request.user.is_authenticated else 1
    return redirect(post_address(thread, shown.first_unread or max(1, last)))


@member
@require_POST
@ratelimit("cop.read", rate="120/m")
def thread_read(request: MemberRequest, thread_id: UUID) -> HttpResponse:
    """Remember how far the posts were on the screen: 204; 422 for what is no number."""
    thread = thread_or_404(request, thread_id)
    asked = request.POST.get("number", "")
    if not asked.isascii() or not asked.isdigit() or len(asked) > 9:
        return unprocessable(request, _("Say which post was read, by its number."))
    services.mark_read(thread, by=request.user, number=int(asked))
    return HttpResponse(status=204)


@member
@require_POST
@ratelimit("cop.manage", rate="120/m")
def thread_manage(request: MemberRequest, thread_id: UUID) -> HttpResponse:
    """Close, reopen, pin or unpin; 422 for anything else."""
    thread = managed_thread_or_404(request, thread_id)
    decisions = {
        "close": (services.close_thread, _("The thread is closed. Everybody can still read it.")),
        "reopen": (services.reopen_thread, _("The thread is open again.")),
        "pin": (services.pin_thread, _("The thread is pinned to the top of its community.")),
        "unpin": (services.unpin_thread, _("The thread is no longer pinned.")),
    }
    decision = decisions.get(request.POST.get("do", ""))
    if decision is None:
        return unprocessable(request, _("Choose what to do with this thread, and try again."))
    decide, words = decision
    try:
        decide(thread, by=request.user)
    except CopError as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, words)
    return done(request, thread, thread_address(thread))
