"""Communities in the editors' admin: made there, with a manager who does the rest on the site itself."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, ObjectList
from wagtail.permission_policies import ModelPermissionPolicy
from wagtail.permissions import register_permission_policy
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet

from cop.forms.founding import CommunityAdminForm
from cop.models import Community

FIELDS = ("name", "slug", "summary", "description", "language", "joining", "manager")


class KeepAll(ModelPermissionPolicy):  # type: ignore[misc]
    """What the model's permissions say, save that nobody deletes: what members wrote would go with it."""

    def user_has_permission(self, user: Any, action: str) -> bool:
        return action != "delete" and super().user_has_permission(user, action)

    def user_has_permission_for_instance(self, user: Any, action: str, instance: Any) -> bool:
        return self.user_has_permission(user, action)


class CommunityViewSet(SnippetViewSet):  # type: ignore[misc]
    """Communities as a menu item of their own."""

    model = Community
    icon = "group"
    menu_label = _("Communities")
    menu_order = 260
    add_to_admin_menu = True
    list_display = ["name", "slug", "language", "joining", "created_at"]
    list_filter = ["joining", "language"]
    search_fields = ["name", "slug"]
    copy_view_enabled = False
    edit_handler = ObjectList([FieldPanel(name) for name in FIELDS], base_form_class=CommunityAdminForm)


register_permission_policy(Community, KeepAll(Community))
register_snippet(CommunityViewSet)
