"""Who may translate what: the rights on the page in the language that is translated into.

Wagtail gives rights by subtree, and each language has a tree of its own, so a group can be allowed to
work in one language only.
"""

from typing import Any

from wagtail.models import Page
from wagtail.permission_policies.pages import PagePermissionPolicy

from core.base.rules import is_editor, rule
from core.base.users import AnyUser

RIGHTS = ["change", "publish"]


@rule
def may_use_dashboard(user: AnyUser, obj: Any = None) -> bool:
    """An editor who may change or publish some page."""
    return is_editor(user) and PagePermissionPolicy().user_has_any_permission(user, RIGHTS)


@rule
def may_translate(user: AnyUser, page: Any = None) -> bool:
    """May change or publish this page, which is the page in the language translated into."""
    if page is None or not is_editor(user):
        return False
    rights = page.permissions_for_user(user)
    return rights.can_edit() or rights.can_publish()


@rule
def may_publish(user: AnyUser, page: Any = None) -> bool:
    """May publish this page, which is the page in the language translated into; nobody has locked it."""
    if page is None or not is_editor(user):
        return False
    rights = page.permissions_for_user(user)
    return rights.can_publish() and not rights.page_locked()


def publishable_by(user: AnyUser) -> Any:
    """Return the pages that the user has the right to publish, locked ones among them, as a queryset."""
    if not is_editor(user):
        return Page.objects.none()
    return PagePermissionPolicy().instances_user_has_permission_for(user, "publish")


def pages_of(user: AnyUser) -> Any:
    """Return the pages that the user may translate, as a queryset of Page."""
    if not is_editor(user):
        return Page.objects.none()
    return PagePermissionPolicy().instances_user_has_any_permission_for(user, RIGHTS)
