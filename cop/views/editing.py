"""Editing one's own post, and keeping what was begun of it."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.requests import MemberRequest
from cop import services
from cop.errors import CopError, StaleEdit, WasRemoved
from cop.forms import EditDraftForm, EditForm
from cop.models import Post
from cop.rules import can_edit_post, can_write_in, is_author
from cop.selectors.communities import was_removed
from cop.selectors.drafts import draft_in
from cop.views.lookups import done, post_address, post_breadcrumbs, post_or_404
from core.base.ratelimit import ratelimit
from core.web.access import member, require
from core.web.responses import is_script_request, render_page


@member
@require_http_methods(["GET", "HEAD", "POST"])
@ratelimit("cop.edit", rate="30/m,300/h")
def post_edit(request: MemberRequest, thread_id: UUID, number: int) -> HttpResponse:
    """Change one's own post; when it was changed in between, both texts are shown and nothing is lost."""
    post = post_or_404(request, thread_id, number)
    require(is_author, request, post)
    if request.method != "POST":
        return _begin(request, post) if can_edit_post(request.user, post) else _may_not_edit(request, post)
    form = EditForm(request.POST)
    if not form.is_valid():
        return _show(request, post, form)
    try:
        services.edit_post(post, by=request.user, **form.cleaned_data)
    except CopError as refusal:
        if isinstance(refusal, StaleEdit):
            form = _with_revision(form, post)
        form.add_error(None, str(refusal))
        return _show(request, post, form, stale=isinstance(refusal, StaleEdit))
    return done(request, post.thread, post_address(post.thread, post.number))


def _begin(request: MemberRequest, post: Post) -> HttpResponse:
    """Show the form with what was begun; beside the post's text, if that is another one since."""
    draft = draft_in(post, request.user)
    seen = post.revisions.count()
    if draft is None:
        return _show(request, post, EditForm(initial={"body": post.body, "revision": seen}))
    begun = {"body": draft.body, "key": draft.client_key, "revision": seen}
    return _show(request, post, EditForm(initial=begun), stale=draft.revision != seen)


def _with_revision(form: EditForm, post: Post) -> EditForm:
    """Return the form with the same text, to be saved over the text that the post has now."""
    return EditForm({**form.data.dict(), "revision": post.revisions.count()})  # type: ignore[attr-defined]


def _show(request: MemberRequest, post: Post, form: EditForm, *, stale: bool = False) -> HttpResponse:
    address = post_address(post.thread, post.number)
    if stale:
        post.refresh_from_db(fields=["body_html"])
    context = {
        "thread": post.thread,
        "post": post,
        "form": form,
        "stale": stale,
        "draft": draft_in(post, request.user),
        "address": address,
        "breadcrumbs": post_breadcrumbs(post, _("Edit your post")),
    }
    return render_page(request, "cop/post_edit.html", context)


def _may_not_edit(request: MemberRequest, post: Post) -> HttpResponse:
    """Return why the author cannot change the post now."""
    if post.is_hidden:
        words = _("A manager hid this post, so it cannot be changed.")
    elif post.is_deleted:
        words = _("You deleted this post, so it cannot be changed.")
    elif not can_write_in(request.user, post.thread.community):
        again = _("Join this community again; then you may change your post.")
        words = str(WasRemoved.message) if was_removed(post.thread.community, request.user) else again
    else:
        words = _("This thread is closed, so its posts stay as they are.")
    messages.info(request, words)
    return redirect(post_address(post.thread, post.number))


@member
@require_POST
@ratelimit("cop.draft", rate="30/m,600/h")
def post_draft_save(request: MemberRequest, thread_id: UUID, number: int) -> HttpResponse:
    """Keep another text for one's own post, or discard it (`discard`); a script gets 204."""
    post = post_or_404(request, thread_id, number)
    require(is_author, request, post)
    require(can_write_in, request, post.thread.community)
    form = EditDraftForm(request.POST)
    if not form.is_valid():
        return _show(request, post, EditForm(request.POST))
    words, discard = form.cleaned_data, "discard" in request.POST
    draft = services.save_edit_draft(
        post,
        by=request.user,
        body="" if discard else words["body"],
        revision=words["revision"],
        key=words["key"],
    )
    if is_script_request(request):
        return HttpResponse(status=204)
    if draft is None:
        messages.info(request, _("No draft is kept now."))
        return redirect(post_address(post.thread, post.number))
    messages.success(request, _("Your draft is saved. Only you can see it."))
    return redirect("cop:post_edit", thread_id=post.thread.public_id, number=post.number)
