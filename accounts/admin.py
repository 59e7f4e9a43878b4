"""Members in Wagtail's admin."""

from typing import Any

from wagtail.users.views.users import UserViewSet

from accounts.forms.operators import MemberCreationForm, MemberEditForm


class MemberViewSet(UserViewSet):  # type: ignore[misc]
    """List, make, change and delete members."""

    create_template_name = "accounts/admin/member_create.html"
    edit_template_name = "accounts/admin/member_edit.html"

    def get_form_class(self, for_update: bool = False) -> Any:
        """Give the form with our members' fields."""
        return MemberEditForm if for_update else MemberCreationForm

    def get_index_view_kwargs(self) -> dict[str, Any]:
        """Let operators find members by name too."""
        return {**super().get_index_view_kwargs(), "search_fields": {"email", "display_name"}}
