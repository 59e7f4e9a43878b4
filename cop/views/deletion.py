"""Deleting one's own post, and bringing a deleted post back."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.views.decorators.http import require_POST

from accounts.requests import MemberRequest
from cop import services
from cop.errors import CopError
from cop.models import Post
from cop.rules import can_manage, is_author
from cop.views.lookups import done, post_address, post_or_404
from core.base.ratelimit import ratelimit
from core.web.access import member, require
from core.web.errors import unprocessable
from core.web.responses import is_script_request

RATE = "30/m,300/h"


@member
@require_POST
@ratelimit("cop.delete", rate=RATE)
def post_delete(request: MemberRequest, thread_id: UUID, number: int) -> HttpResponse:
    """Delete one's own post, and go to the place where it was: there it can be undone."""
    post = post_or_404(request, thread_id, number)
    require(is_author, request, post)
    return _decide(request, post, services.delete_post)


@member
@require_POST
@ratelimit("cop.delete", rate=RATE)
def post_undelete(request: MemberRequest, thread_id: UUID, number: int) -> HttpResponse:
    """Restore a deleted post: its author within a minute, managers at any time."""
    post = post_or_404(request, thread_id, number)
    if not is_author(request.user, post):
        require(can_manage, request, post.thread.community)
    return _decide(request, post, services.undelete_post)


def _decide(request: MemberRequest, post: Post, decide: Callable[..., Any]) -> HttpResponse:
    """Act and redirect to the post; a refusal is shown on its page, or returned to a script as 422."""
    try:
        decide(post, by=request.user)
    except CopError as refusal:
        if is_script_request(request):
            return unprocessable(request, str(refusal))
        messages.error(request, str(refusal))
    return done(request, post.thread, post_address(post.thread, post.number))
