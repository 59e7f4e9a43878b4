"""Wagtail's user management, with forms that fit our members; stands in INSTALLED_APPS in its place."""

from wagtail.users.apps import WagtailUsersAppConfig


class MembersAdminConfig(WagtailUsersAppConfig):  # type: ignore[misc]
    """Wagtail's users app with our view set."""

    user_viewset = "accounts.admin.MemberViewSet"
