"""Wagtail's user management, with forms for our members; replaces it in INSTALLED_APPS."""

from wagtail.users.apps import WagtailUsersAppConfig


class MembersAdminConfig(WagtailUsersAppConfig):  # type: ignore[misc]
    """Wagtail's users app with our view set."""

    user_viewset = "accounts.admin.MemberViewSet"

    def ready(self) -> None:
        """Register Wagtail's policies, and ours in place of the one for groups."""
        from django.contrib.auth.models import Group
        from wagtail.permissions import register_permission_policy

        from accounts.admin import AdministratorsOnly

        super().ready()
        register_permission_policy(Group, AdministratorsOnly(Group))
