"""Communities in the editors' admin: made there, with a manager who does the rest on the site itself."""

from collections.abc import Iterable
from typing import Any

from django.http import HttpResponseBase
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, ObjectList
from wagtail.permission_policies import ModelPermissionPolicy
from wagtail.permissions import register_permission_policy
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import CreateView, EditView, SnippetViewSet

from accounts.models import AnyUser
from cop.errors import CopError
from cop.forms.admin import CommunityAdminForm
from cop.models import Community
from cop.rules import can_administer_communities, can_create_community
from core.web.access import requires

FIELDS = ("name", "slug", "summary", "description", "language", "join_policy", "manager")


class CommunityPermissionPolicy(ModelPermissionPolicy):  # type: ignore[misc]
    """Editors create and see communities, operators change them, and nobody deletes one.

    What members wrote would go with it; and who could change it could take over a closed one.
    """

    def user_has_permission(self, user: AnyUser, action: str) -> bool:
        if action == "delete":
            return False
        if action == "change":
            return can_administer_communities(user)
        return super().user_has_permission(user, action)  # type: ignore[no-any-return]

    def user_has_any_permission(self, user: AnyUser, actions: Iterable[str]) -> bool:
        return any(self.user_has_permission(user, action) for action in actions)

    def user_has_permission_for_instance(self, user: AnyUser, action: str, instance: Any) -> bool:
        return self.user_has_permission(user, action)

    def user_has_any_permission_for_instance(
        self, user: AnyUser, actions: Iterable[str], instance: Any
    ) -> bool:
        return self.user_has_any_permission(user, actions)


class _ShowsRefusals:
    """Shows what the service refuses above the form."""

    http_method_names = ["get", "head", "post"]

    def form_valid(self, form: Any) -> HttpResponseBase:
        """Save, or show the form again with the reason."""
        try:
            return super().form_valid(form)  # type: ignore[misc, no-any-return]
        except CopError as refusal:
            form.add_error(None, str(refusal))
            return self.form_invalid(form)  # type: ignore[attr-defined, no-any-return]


class CommunityCreateView(_ShowsRefusals, CreateView):  # type: ignore[misc]
    """Creates a community."""


class CommunityEditView(_ShowsRefusals, EditView):  # type: ignore[misc]
    """Changes a community."""


class CommunityViewSet(SnippetViewSet):  # type: ignore[misc]
    """Communities as a menu item of their own."""

    @property
    def add_view(self) -> Any:
        """Return the view that creates, with its access declared; Wagtail's policy is asked as well."""
        return requires(can_create_community)(super().add_view)

    @property
    def edit_view(self) -> Any:
        """Return the view that changes, with its access declared; Wagtail's policy is asked as well."""
        return requires(can_administer_communities)(super().edit_view)

    model = Community
    icon = "group"
    menu_label = _("Communities")
    menu_order = 260
    add_to_admin_menu = True
    list_display = ["name", "slug", "language", "join_policy", "created_at"]
    list_filter = ["join_policy", "language"]
    search_fields = ["name", "slug"]
    copy_view_enabled = False
    add_view_class = CommunityCreateView
    edit_view_class = CommunityEditView
    edit_handler = ObjectList([FieldPanel(name) for name in FIELDS], base_form_class=CommunityAdminForm)


register_permission_policy(Community, CommunityPermissionPolicy(Community))
register_snippet(CommunityViewSet)
