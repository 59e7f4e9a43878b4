"""Members in Wagtail's admin: several at once are erased and changed like one."""

from wagtail import hooks

from accounts.admin import MembersAssignRoleAction, MembersEraseAction, MembersSetActiveAction

# After Wagtail's own actions of the same names, which would delete past the registry and change
# administrators for anybody; the later one counts.
for action in (MembersEraseAction, MembersAssignRoleAction, MembersSetActiveAction):
    hooks.register("register_bulk_action", action, order=100)
