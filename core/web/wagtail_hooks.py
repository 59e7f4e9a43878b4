"""Pages closed to some members, and numbers in forms, in Wagtail."""

from collections.abc import Callable, Iterable
from typing import Any

from django.db import models
from django.http import HttpRequest, HttpResponseBase
from wagtail import hooks
from wagtail.admin.forms.models import register_form_field_override
from wagtail.models import BaseViewRestriction

from core.base.fields import WholeNumberFormField
from core.web import errors, page_moves
from core.web.page_privacy_admin import CommonsPageViewSet

Serve = Callable[..., HttpResponseBase]

# Every number in the admin: browsers refuse the digits of most scripts in an input of type number.
register_form_field_override(models.IntegerField, override={"form_class": WholeNumberFormField})


@hooks.register("register_admin_viewset", order=10)
def register_pages() -> CommonsPageViewSet:
    """Replace Wagtail's viewset for pages of every type, which is registered before."""
    return CommonsPageViewSet()


hooks.register("before_move_page", page_moves.refuse_opening)
hooks.register("after_move_page", page_moves.warn_of_open_copies)
hooks.register("before_bulk_action", page_moves.refuse_opening_many)
hooks.register("after_bulk_action", page_moves.warn_of_open_copies_of_many)


@hooks.register("on_serve_page", order=-10)
def refuse_other_groups(serve: Serve) -> Serve:
    """Answer 403 to a member outside a page's groups; Wagtail would ask them to sign in for ever."""

    def guarded(page: Any, request: HttpRequest, *args: Any) -> HttpResponseBase:
        if is_outside_groups(request, page.get_view_restrictions):
            return errors.outside_groups(request)
        return serve(page, request, *args)

    return guarded


@hooks.register("before_serve_document", order=-10)
def refuse_documents_of_other_groups(document: Any, request: HttpRequest) -> HttpResponseBase | None:
    """Answer 403 to a signed-in member outside the groups of the document's collection."""
    if is_outside_groups(request, document.collection.get_view_restrictions):
        return errors.outside_groups(request)
    return None


def is_outside_groups(request: HttpRequest, restrictions: Callable[[], Iterable[Any]]) -> bool:
    """Return whether a signed-in member is in none of the groups of one of the restrictions."""
    return request.user.is_authenticated and any(
        one.restriction_type == BaseViewRestriction.GROUPS and not one.accept_request(request)
        for one in restrictions()
    )
