"""Members in Wagtail's admin. Deleting one there is the erasure of accounts, without its fourteen days."""

from collections.abc import Iterable
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods
from wagtail.admin import messages
from wagtail.admin.auth import require_admin_access
from wagtail.admin.views.account import AccountView, NameEmailSettingsPanel
from wagtail.permission_policies import ModelPermissionPolicy
from wagtail.users.views.bulk_actions import AssignRoleBulkAction, DeleteBulkAction, SetActiveStateBulkAction
from wagtail.users.views.users import CreateView, DeleteView, EditView, UserViewSet

from accounts.errors import AccountRefusal
from accounts.forms.admin import MemberCreationForm, MemberEditForm
from accounts.models import AnyUser, User
from accounts.rules import can_change_groups, can_change_member, can_erase_members, can_make_members
from accounts.services.erasures import erase_at_once
from core.realtime.log import access_changed
from core.web.access import editor, requires


class ActorFormMixin:
    """Passes the current user to the form, and refuses the one field that only administrators have."""

    http_method_names = ["get", "head", "post"]
    request: HttpRequest

    def get_form_kwargs(self) -> dict[str, Any]:
        """Add who decides."""
        return {**super().get_form_kwargs(), "by": self.request.user}  # type: ignore[misc]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Refuse, changing nothing, where somebody else tries to make an administrator."""
        if "is_superuser" in request.POST and not request.user.is_superuser:
            raise PermissionDenied
        return super().post(request, *args, **kwargs)  # type: ignore[misc, no-any-return]


class MemberCreateView(ActorFormMixin, CreateView):  # type: ignore[misc]
    """Makes one member."""


class MemberEditView(ActorFormMixin, EditView):  # type: ignore[misc]
    """Changes one member; an administrator only for another administrator."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Refuse before the form is shown or read."""
        if not can_change_member(request.user, self.object):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)  # type: ignore[no-any-return]


class MemberDeleteView(DeleteView):  # type: ignore[misc]
    """Erases one member; Wagtail refuses oneself, and refuses an administrator to others."""

    http_method_names = ["get", "head", "post"]  # Django's own answer to DELETE would pass the registry by

    confirmation_message = _(
        "The account and everything that is only this member's are erased at once and cannot be brought "
        "back. What they wrote as an editor stays, without their name. A mail tells them."
    )

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Refuse before the question is shown."""
        if not can_erase_members(request.user, self.object):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)  # type: ignore[no-any-return]

    def delete_action(self) -> None:
        """Erase instead of deleting; nothing is written to Wagtail's log, which keeps names."""
        erase_at_once(self.object, by=self.request.user)

    def form_valid(self, form: Any) -> HttpResponseBase:
        """Erase, or say why not."""
        try:
            return super().form_valid(form)  # type: ignore[no-any-return]
        except AccountRefusal as refusal:
            messages.error(self.request, str(refusal))
            return HttpResponseRedirect(self.get_success_url())


class MembersEraseAction(DeleteBulkAction):  # type: ignore[misc]
    """Erases the members ticked in the list: all of them, or none where one is refused."""

    template_name = "accounts/admin/members_erase.html"

    def check_perm(self, obj: User) -> bool:
        """Return whether who ticked this member may erase it."""
        return super().check_perm(obj) and can_erase_members(self.request.user, obj)

    def get_execution_context(self) -> dict[str, Any]:
        """Add who decides."""
        return {**super().get_execution_context(), "by": self.request.user}

    @classmethod
    def execute_action(cls, objects: list[User], by: User | None = None, **kwargs: Any) -> tuple[int, int]:
        """Erase instead of deleting; return how many members, and no children."""
        if by is None:
            raise TypeError("Say who erases these members.")
        return sum(erase_at_once(member, by=by) for member in objects), 0

    def form_valid(self, form: Any) -> HttpResponseBase:
        """Erase, or say why not."""
        try:
            return super().form_valid(form)  # type: ignore[no-any-return]
        except AccountRefusal as refusal:
            messages.error(self.request, str(refusal))
            return HttpResponseRedirect(self.next_url)


class _ChangesMembers:
    """Leaves out the members whom the one who ticked them may not change."""

    request: HttpRequest

    def check_perm(self, obj: User) -> bool:
        """Return whether this member may be changed."""
        return can_change_member(self.request.user, obj)


class MembersAssignRoleAction(_ChangesMembers, AssignRoleBulkAction):  # type: ignore[misc]
    """Puts the members ticked in the list into a group; for administrators."""

    def check_perm(self, obj: User) -> bool:
        """Return whether who ticked this member may change its groups."""
        return can_change_groups(self.request.user) and super().check_perm(obj)

    @classmethod
    def execute_action(cls, objects: list[User], **kwargs: Any) -> Any:
        """Add the members to the group, and have their sockets checked."""
        with transaction.atomic():
            done = super().execute_action(objects, **kwargs)
            for member in objects:
                access_changed(member.pk)
        return done


class AdministratorsOnly(ModelPermissionPolicy):  # type: ignore[misc]
    """Only administrators see and change groups: who sets a group's rights could give them to himself."""

    def user_has_permission(self, user: AnyUser, action: str) -> bool:
        return can_change_groups(user)

    def user_has_any_permission(self, user: AnyUser, actions: Iterable[str]) -> bool:
        return can_change_groups(user)

    def user_has_permission_for_instance(self, user: AnyUser, action: str, instance: Any) -> bool:
        return can_change_groups(user)

    def user_has_any_permission_for_instance(
        self, user: AnyUser, actions: Iterable[str], instance: Any
    ) -> bool:
        return can_change_groups(user)


class MembersSetActiveAction(_ChangesMembers, SetActiveStateBulkAction):  # type: ignore[misc]
    """Opens or closes the accounts ticked in the list."""

    @classmethod
    def execute_action(cls, objects: list[User], **kwargs: Any) -> tuple[int, int]:
        """Do so as Wagtail does, and say to live discussion whose rights changed: no row of ours is saved."""
        with transaction.atomic():
            done: tuple[int, int] = super().execute_action(objects, **kwargs)
            for member in objects:
                access_changed(member.pk)
        return done


class MemberViewSet(UserViewSet):  # type: ignore[misc]
    """List, make, change and erase members."""

    add_view_class = MemberCreateView
    edit_view_class = MemberEditView
    delete_view_class = MemberDeleteView
    copy_view_enabled = False  # nobody is anybody's copy; and what is posted to it changes the original

    @property
    def add_view(self) -> Any:
        """Return the view that creates members with its access declared; Wagtail checks again."""
        return requires(can_make_members)(super().add_view)

    @property
    def edit_view(self) -> Any:
        """Return the view that edits members with its access declared; it checks again for the member."""
        return requires(can_change_member)(super().edit_view)

    @property
    def delete_view(self) -> Any:
        """Return the view that erases members with its access declared; Wagtail checks again."""
        return requires(can_erase_members)(super().delete_view)

    create_template_name = "accounts/admin/member_create.html"
    edit_template_name = "accounts/admin/member_edit.html"

    def get_form_class(self, for_update: bool = False) -> Any:
        """Return the form with our members' fields."""
        return MemberEditForm if for_update else MemberCreationForm

    def get_index_view_kwargs(self) -> dict[str, Any]:
        """Let operators find members by name too."""
        return {**super().get_index_view_kwargs(), "search_fields": {"email", "display_name"}}


class _OwnSettingsView(AccountView):  # type: ignore[misc]
    """One's own settings of the admin, without the two names that Wagtail wants and nobody keeps."""

    def get_panels(self) -> list[Any]:
        """Return all panels but that one: name and address are changed on the site's own pages."""
        panels = super().get_panels()
        return [panel for panel in panels if not isinstance(panel, NameEmailSettingsPanel)]


@editor
@require_http_methods(["GET", "HEAD", "POST"])
def own_settings_edit(request: HttpRequest) -> HttpResponseBase:
    """Change one's own settings of the admin, such as its language and colours."""
    answer: HttpResponseBase = require_admin_access(_OwnSettingsView.as_view())(request)
    return answer
