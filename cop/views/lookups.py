"""What the views of cop share: finding what the reader may see, the way back, answers nobody else keeps."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.cache import patch_cache_control, patch_vary_headers
from django.utils.translation import gettext as _

from cop.models import Community, Post, Thread
from cop.rules import can_manage, can_read_community
from cop.selectors.threads import page_of
from core.base.rules import Rule
from core.web.errors import render_form

Crumb = dict[str, str]


def answer(
    request: HttpRequest, template: str, context: Mapping[str, Any], *, status: int | None = None
) -> HttpResponse:
    """Render a page that differs from reader to reader: 422 with a refused form in it."""
    response = render_form(request, template, context, status=status)
    patch_vary_headers(response, ("Cookie",))
    if request.user.is_authenticated:
        patch_cache_control(response, private=True, no_cache=True)
    return response


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


def require(rule: Rule, request: HttpRequest, obj: Any) -> None:
    """Http404 when the rule does not allow the reader the object."""
    if not rule(request.user, obj):
        raise Http404


def thread_address(thread: Thread, page: int = 1) -> str:
    """Return where a page of the thread stands."""
    address = reverse("cop:thread_show", args=[thread.public_id])
    return f"{address}?page={page}" if page > 1 else address


def post_address(thread: Thread, number: int) -> str:
    """Return where a post stands: its thread's page, at the post."""
    return f"{thread_address(thread, page_of(number))}#post-{number}"


def page_asked(request: HttpRequest) -> int | None:
    """Return the page of the address or the form; None when none is named, Http404 for what is no page."""
    asked = request.GET.get("page") or request.POST.get("page") or ""
    if not asked:
        return None
    if not asked.isascii() or not asked.isdigit() or len(asked) > 7 or int(asked) < 1:
        raise Http404
    return int(asked)


def page_of_list(request: HttpRequest, rows: QuerySet[Any], size: int) -> Page[Any]:
    """Return the page of a long list that the address names; Http404 for one that is not there."""
    pages, number = Paginator(rows, size), page_asked(request) or 1
    if number > pages.num_pages:
        raise Http404
    return pages.page(number)


def by_script(request: HttpRequest) -> bool:
    """Return whether the page's script asks, and not the browser itself."""
    return request.headers.get("X-Requested-With") == "fetch"


def plain_text(text: str) -> HttpResponse:
    """Answer a script with text that is this reader's, and is asked for anew each time."""
    response = HttpResponse(text, content_type="text/plain; charset=utf-8")
    patch_vary_headers(response, ("Cookie", "X-Requested-With"))
    patch_cache_control(response, private=True, no_store=True)
    return response


def done(request: HttpRequest, thread: Thread, address: str) -> HttpResponseRedirect:
    """See the change: a person at `address`, a script by catching up after the cursor it names."""
    after = request.POST.get("after", "")
    if by_script(request) and after.isascii() and after.isdigit():
        address = f"{reverse('catch_up', args=[thread.space.public_id])}?after={after[:18]}"
    response = redirect(address)
    response.status_code = 303
    return response


def crumbs(
    community: Community | None = None, thread: Thread | None = None, *here: str | Crumb
) -> list[Crumb]:
    """Return the way from the communities to what is shown; what people wrote comes with its language."""
    way = [{"title": _("Communities"), "url": reverse("cop:communities_show")}]
    if community is not None:
        address = reverse("cop:community_show", args=[community.slug])
        way.append({"title": community.name, "url": address, "lang": community.language})
    if thread is not None:
        address = reverse("cop:thread_show", args=[thread.public_id])
        way.append({"title": thread.title, "url": address, "lang": thread.language})
    return [*way, *({"title": one, "url": ""} if isinstance(one, str) else one for one in here)]


def post_crumbs(post: Post, *here: str) -> list[Crumb]:
    """Return the breadcrumbs of a page about a post."""
    thread = post.thread
    return crumbs(thread.community, thread, *(here or [_("Post %(number)d") % {"number": post.number}]))
