"""Members in Wagtail's admin."""

from typing import Any

from wagtail.users.views.users import IndexView, UserViewSet

from accounts.forms.operators import MemberCreationForm, MemberEditForm


class MemberIndexView(IndexView):  # type: ignore[misc]
    """Lists members; they are found by name too."""

    search_fields = ("email", "display_name")


class MemberViewSet(UserViewSet):  # type: ignore[misc]
    """List, make, change and delete members."""

    index_view_class = MemberIndexView
    create_template_name = "accounts/admin/member_create.html"
    edit_template_name = "accounts/admin/member_edit.html"

    def get_form_class(self, for_update: bool = False) -> Any:
        """Give the form with our members' fields."""
        return MemberEditForm if for_update else MemberCreationForm
