"""The list of communities, a community, joining, leaving and describing it."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.requests import MemberRequest
from cop import services
from cop.enums import MemberState
from cop.errors import CopError
from cop.forms import CommunityForm, JoinForm
from cop.models import Community
from cop.rules import can_manage, can_read_community, can_write_in
from cop.selectors.communities import communities_for, members_of, membership_of
from cop.selectors.facets import COMMUNITY_FACETS
from cop.selectors.threads import thread_list
from cop.views.lookups import breadcrumbs, community_or_404, managed_community_or_404
from core.base.markup import to_html
from core.base.ratelimit import ratelimit
from core.web.access import member, public
from core.web.breadcrumbs import Breadcrumb
from core.web.pagination import page_number
from core.web.redirects import safe_next_url
from core.web.responses import render_page
from vocabularies.facets import redirect_to_clean_address
from vocabularies.tagging import concepts_of


@public
@require_safe
def communities_show(request: HttpRequest) -> HttpResponse:
    """Show the communities that the address asks for, one's own first."""
    filters = COMMUNITY_FACETS.filter(communities_for(request.user), request.GET)
    if clean := redirect_to_clean_address(request, filters):
        return clean
    return render_page(request, "cop/communities_show.html", {"filters": filters})


@public
@require_safe
def community_show(request: HttpRequest, slug: str) -> HttpResponse:
    """Show a community with its threads; of one that lets people in, others see only its summary."""
    return _show(request, community_or_404(slug), JoinForm())


def _show(request: HttpRequest, community: Community, form: JoinForm) -> HttpResponse:
    user = request.user
    membership = membership_of(community, user)
    context: dict[str, Any] = {
        "community": community,
        "membership": membership,
        "form": form,
        "breadcrumbs": [*breadcrumbs(), Breadcrumb(community.name, lang=community.language)],
        "may_write": can_write_in(user, community),
        "may_manage": can_manage(user, community),
    }
    if not can_read_community(user, community):
        return render_page(request, "cop/community_closed.html", context)
    page = page_number(request) or 1
    threads = thread_list(community, user, page)
    if threads.page != page:
        raise Http404
    context |= {"threads": threads, "member_count": members_of(community).count()}
    context["description"] = to_html(community.description)
    context["tags"] = concepts_of(community, "tags")
    if context["may_manage"]:
        context["waiting"] = members_of(community, state=MemberState.REQUESTED).count()
    return render_page(request, "cop/community_show.html", context)


@member
@require_POST
@ratelimit("cop.join", rate="20/h")
def community_join(request: MemberRequest, slug: str) -> HttpResponse:
    """Join an open community at once, or ask to be let into another; then back to where one was."""
    community = community_or_404(slug)
    form = JoinForm(request.POST)
    if not form.is_valid():
        return _show(request, community, form)
    try:
        membership = services.join_community(community, by=request.user, note=form.cleaned_data["note"])
    except CopError as refusal:
        messages.error(request, str(refusal))
        return redirect("cop:community_show", slug=community.slug)
    if membership.state == MemberState.ACTIVE:
        messages.success(
            request, _("Welcome. You are a member of “%(name)s” now.") % {"name": community.name}
        )
    else:
        words = _("You have asked to join. A manager will answer, and you will see the answer here.")
        messages.success(request, words)
    return redirect(safe_next_url(request, reverse("cop:community_show", args=[community.slug])))


@member
@require_POST
@ratelimit("cop.join", rate="20/h")
def community_leave(request: MemberRequest, slug: str) -> HttpResponse:
    """Leave a community, or take back what one asked."""
    community = community_or_404(slug)
    before = membership_of(community, request.user)
    try:
        services.leave_community(community, by=request.user)
    except CopError as refusal:
        messages.error(request, str(refusal))
    else:
        asked = before is not None and before.state == MemberState.REQUESTED
        left = _("You are no longer a member. What you wrote stays.")
        messages.success(request, _("Your request is withdrawn.") if asked else left)
    return redirect("cop:community_show", slug=community.slug)


@member
@require_http_methods(["GET", "HEAD", "POST"])
def community_edit(request: MemberRequest, slug: str) -> HttpResponse:
    """Change what a community says of itself; its managers."""
    community = managed_community_or_404(request, slug)
    sent = request.POST if request.method == "POST" else None
    form = CommunityForm(sent, instance=Community.objects.get(pk=community.pk))
    if sent is not None and form.is_valid():
        services.edit_community(community, by=request.user, **form.cleaned_data)
        messages.success(request, _("The community's description is saved."))
        return redirect("cop:community_show", slug=community.slug)
    way = breadcrumbs(community, None, _("Describe this community"))
    return render_page(
        request, "cop/community_edit.html", {"community": community, "form": form, "breadcrumbs": way}
    )
