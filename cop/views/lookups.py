"""What the views of cop share: finding what the reader may see, its addresses and breadcrumbs."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from cop.models import Community, Post, Thread
from cop.rules import can_manage, can_read_community
from cop.selectors.threads import page_of
from core.web.access import require
from core.web.breadcrumbs import Breadcrumb
from core.web.responses import is_script_request

POSTING = ("cop.post", "10/m,60/h")  # threads and answers together


def community_or_404(slug: str) -> Community:
    """Return the community; its name and summary are for everyone."""
    return get_object_or_404(Community, slug__iexact=slug)


def readable_community_or_404(request: HttpRequest, slug: str) -> Community:
    """Return the community if the reader may read what is written in it."""
    community = community_or_404(slug)
    if not can_read_community(request.user, community):
        raise Http404
    return community


def managed_community_or_404(request: HttpRequest, slug: str) -> Community:
    """Return the community if the reader looks after it."""
    community = community_or_404(slug)
    require(can_manage, request, community)
    return community


def thread_or_404(request: HttpRequest, thread_id: UUID) -> Thread:
    """Return the thread if the reader may read it."""
    found = Thread.objects.visible_to(request.user).select_related("community", "space")
    return get_object_or_404(found, public_id=thread_id)


def managed_thread_or_404(request: HttpRequest, thread_id: UUID) -> Thread:
    """Return the thread if the reader looks after its community."""
    thread = thread_or_404(request, thread_id)
    require(can_manage, request, thread.community)
    return thread


def post_or_404(request: HttpRequest, thread_id: UUID, number: int) -> Post:
    """Return the post of a thread the reader may read; a hidden one too: its place is no secret."""
    thread = thread_or_404(request, thread_id)
    post = get_object_or_404(Post.objects.select_related("author"), thread=thread, number=number)
    post.thread = thread
    return post


def thread_address(thread: Thread, page: int = 1) -> str:
    """Return the address of a page of the thread."""
    address = reverse("cop:thread_show", args=[thread.public_id])
    return f"{address}?page={page}" if page > 1 else address


def post_address(thread: Thread, number: int) -> str:
    """Return the address of a post: its thread's page, at the post."""
    return f"{thread_address(thread, page_of(number))}#post-{number}"


def done(request: HttpRequest, thread: Thread, address: str) -> HttpResponseRedirect:
    """See the change: a person at `address`, a script by catching up after the cursor it names."""
    after = request.POST.get("after", "")
    if is_script_request(request) and after.isascii() and after.isdigit():
        address = f"{reverse('catch_up', args=[thread.space.public_id])}?after={after[:18]}"
    response = redirect(address)
    response.status_code = 303
    return response


def breadcrumbs(
    community: Community | None = None, thread: Thread | None = None, *last: str
) -> list[Breadcrumb]:
    """Return the path from the communities to what is shown; what people wrote comes with its language."""
    path = [Breadcrumb(_("Communities"), reverse("cop:communities_show"))]
    if community is not None:
        address = reverse("cop:community_show", args=[community.slug])
        path.append(Breadcrumb(community.name, address, community.language))
    if thread is not None:
        path.append(Breadcrumb(thread.title, thread_address(thread), thread.language))
    return [*path, *map(Breadcrumb, last)]


def post_breadcrumbs(post: Post, *last: str) -> list[Breadcrumb]:
    """Return the breadcrumbs of a page about a post."""
    thread = post.thread
    return breadcrumbs(thread.community, thread, *(last or [_("Post %(number)d") % {"number": post.number}]))
