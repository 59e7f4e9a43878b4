"""The members of a community, and what its managers decide about them."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.models import User
from accounts.requests import MemberRequest
from cop import services
from cop.enums import MemberRole, MemberState
from cop.errors import CopError
from cop.forms import RemovalForm
from cop.models import Community, Membership
from cop.rules import can_manage
from cop.selectors.communities import members_of
from cop.views.lookups import breadcrumbs, managed_community_or_404, readable_community_or_404
from core.base.ratelimit import ratelimit
from core.web.access import member, public
from core.web.errors import unprocessable
from core.web.pagination import page_or_404
from core.web.responses import render_page

PEOPLE = 50  # members on a page, and at most so many who wait for an answer, or were removed
Decision = Callable[..., Any]


@public
@require_safe
def members_show(request: HttpRequest, slug: str) -> HttpResponse:
    """Show who is in; to managers also who asked and who was removed, and what they may decide."""
    community = readable_community_or_404(request, slug)
    managing = can_manage(request.user, community)
    context = {
        "community": community,
        "members": page_or_404(request, members_of(community), PEOPLE),
        "may_manage": managing,
        "waiting": members_of(community, state=MemberState.REQUESTED)[:PEOPLE] if managing else [],
        "removed": members_of(community, state=MemberState.REMOVED)[:PEOPLE] if managing else [],
        "breadcrumbs": breadcrumbs(community, None, _("Members")),
    }
    return render_page(request, "cop/members_show.html", context)


def _approve(membership: Membership, by: User) -> str:
    services.approve_join_request(membership, by=by)
    return _("%(name)s is a member now.")


def _decline(membership: Membership, by: User) -> str:
    services.decline_join_request(membership, by=by)
    return _("The request of %(name)s was declined.")


def _make_manager(membership: Membership, by: User) -> str:
    services.set_role(membership, by=by, role=MemberRole.MANAGER)
    return _("%(name)s is a manager now.")


def _make_member(membership: Membership, by: User) -> str:
    services.set_role(membership, by=by, role=MemberRole.MEMBER)
    return _("%(name)s is no longer a manager.")


DECISIONS: dict[str, Decision] = {
    "approve": _approve,
    "decline": _decline,
    "make_manager": _make_manager,
    "make_member": _make_member,
}


@member
@require_POST
@ratelimit("cop.manage", rate="120/m")
def member_decide(request: MemberRequest, slug: str, person: UUID) -> HttpResponse:
    """Approve, decline, make manager or member again; 422 for any other decision."""
    community = managed_community_or_404(request, slug)
    membership = _membership_or_404(community, person)
    decide = DECISIONS.get(request.POST.get("decision", ""))
    if decide is None:
        return unprocessable(request, _("Choose what to do about this member, and try again."))
    try:
        words = decide(membership, by=request.user)
    except CopError as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, words % {"name": membership.user.display_name})
    return redirect("cop:members_show", slug=community.slug)


@member
@require_http_methods(["GET", "HEAD", "POST"])
@ratelimit("cop.manage", rate="120/m")
def member_remove(request: MemberRequest, slug: str, person: UUID) -> HttpResponse:
    """Ask whether somebody shall be removed, and do it."""
    community = managed_community_or_404(request, slug)
    membership = _membership_or_404(community, person, active=True)
    form = RemovalForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            services.remove_member(membership, by=request.user, reason=form.cleaned_data["reason"])
        except CopError as refusal:
            messages.error(request, str(refusal))
        else:
            words = _("%(name)s was removed from this community.")
            messages.success(request, words % {"name": membership.user.display_name})
        return redirect("cop:members_show", slug=community.slug)
    context = {
        "community": community,
        "membership": membership,
        "form": form,
        "breadcrumbs": breadcrumbs(community, None, _("Remove a member")),
    }
    return render_page(request, "cop/member_remove.html", context)


def _membership_or_404(community: Community, person: UUID, *, active: bool = False) -> Membership:
    found = Membership.objects.active() if active else Membership.objects.all()
    return get_object_or_404(
        found.select_related("user", "community"), community=community, user__public_id=person
    )
