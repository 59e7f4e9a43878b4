"""Privacy of pages that are moved in the admin: restrictions of the pages above apply as well.

A page's versions in other languages move with it (translations.services.page_moves), so a move may open them.
A copy that does not move along may stay open where its source has become private.
"""

from collections.abc import Iterable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from wagtail.admin import messages
from wagtail.models import Page

from core.base.joined_names import join_names
from core.web.page_privacy import family_of
from core.web.page_privacy_admin import loosens, refusal, state_of


def refuse_opening(request: HttpRequest, page: Page, destination: Page) -> HttpResponse | None:
    """Redirect back with the reason when a move opens versions of the page the member may not publish."""
    own = set(map(state_of, page.view_restrictions.all()))
    if not _opens(_effective(page), own | _effective(destination)):
        return None
    versions = Page.objects.filter(translation_key=page.translation_key).select_related("locale")
    closed = [each for each in versions if not each.permissions_for_user(request.user).can_publish()]
    if not closed:
        return None
    messages.error(request, refusal(closed))
    return redirect("wagtailadmin_explore", page.get_parent().pk)


def warn_of_open_copies(request: HttpRequest, page: Page) -> None:
    """Warn of versions and copies of a moved page that more people can read than the page itself."""
    family = Page.objects.live().filter(pk__in=family_of(page)).exclude(pk=page.pk).select_related("locale")
    now = _effective(Page.objects.get(pk=page.pk))
    left = [each for each in family if _opens(now, _effective(each))]
    if left:
        text = _("These versions and copies of the page are less private than it is now: %(pages)s.")
        names = [f"{each.title} ({each.locale})" for each in left]
        messages.warning(request, text % {"pages": join_names(names)})


def refuse_opening_many(
    request: HttpRequest, action_type: str, objects: Iterable[Any], action: Any
) -> HttpResponse | None:
    """Do so for pages that are moved together."""
    if action_type != "move":
        return None
    destination = action.cleaned_form.cleaned_data["chooser"]
    answers = (refuse_opening(request, page, destination) for page in objects)
    return next((answer for answer in answers if answer is not None), None)


def warn_of_open_copies_of_many(
    request: HttpRequest, action_type: str, objects: Iterable[Any], action: Any
) -> None:
    """Do so for pages that were moved together."""
    for page in objects if action_type == "move" else ():
        warn_of_open_copies(request, page)


def _effective(page: Page) -> set[Any]:
    """Return the restrictions that hold for a page: its own and those of the pages above it."""
    return set(map(state_of, page.get_view_restrictions()))


def _opens(before: set[Any], after: set[Any]) -> bool:
    """Return whether somebody whom one of the restrictions kept out is kept out by none afterwards."""
    return any(all(loosens(old, new) for new in after) for old in before)
