"""Members in Wagtail's admin: several at once are erased like one."""

from wagtail import hooks

from accounts.admin import MembersEraseAction

# After Wagtail's own action of the same name, which would delete past the register; the later one counts.
hooks.register("register_bulk_action", MembersEraseAction, order=100)
