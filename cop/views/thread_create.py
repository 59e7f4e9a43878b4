"""Starting a thread."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.requests import MemberRequest
from cop import services
from cop.errors import AlreadyPosted, CopError
from cop.forms import ThreadForm, with_fresh_key
from cop.models import Community
from cop.rules import can_write_in
from cop.selectors.communities import was_removed
from cop.selectors.drafts import draft_in
from cop.views.lookups import POSTING, breadcrumbs, post_address, readable_community_or_404
from core.web.access import member
from core.web.form_limits import check_limit
from core.web.responses import render_page


@member
@require_http_methods(["GET", "HEAD", "POST"])
def thread_start(request: MemberRequest, slug: str) -> HttpResponse:
    """Start a thread with its first post; a saved draft is in the form again."""
    community = readable_community_or_404(request, slug)
    if request.method != "POST":
        if not can_write_in(request.user, community):
            if not was_removed(community, request.user):  # else the page itself says so
                messages.info(request, _("Join this community first; then you may start a thread in it."))
            return redirect("cop:community_show", slug=community.slug)
        return show_start(request, community, _form(request, community))
    form = ThreadForm(request.POST)
    if not form.is_valid():
        return show_start(request, community, form)
    if limit := check_limit(request, form, *POSTING):
        return limit.respond(show_start(request, community, form))
    try:
        thread = services.start_thread(community, by=request.user, **form.cleaned_data)
    except CopError as refusal:
        return show_start(request, community, refused(form, refusal))
    messages.success(request, _("Your thread is open. Members of this community see it as new."))
    return redirect(post_address(thread, 1))


def show_start(request: HttpRequest, community: Community, form: ThreadForm) -> HttpResponse:
    """Answer with the form."""
    way = breadcrumbs(community, None, _("New thread"))
    draft = draft_in(community, request.user)
    context = {"community": community, "form": form, "breadcrumbs": way, "draft": draft}
    return render_page(request, "cop/thread_start.html", context)


def refused(form: ThreadForm, refusal: CopError) -> ThreadForm:
    """Return the form again with the words of the refusal; a key that was used already is made new."""
    again = ThreadForm(with_fresh_key(form)) if isinstance(refusal, AlreadyPosted) else form
    again.add_error(None, str(refusal))
    return again


def _form(request: HttpRequest, community: Community) -> ThreadForm:
    draft = draft_in(community, request.user)
    begun = {"title": draft.title, "body": draft.body, "key": draft.client_key} if draft else {}
    return ThreadForm(initial={"language": get_language() or community.language, **begun})
