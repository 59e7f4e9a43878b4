"""What people do in communities. Every change that others see live is one `realtime.sequenced()` block."""

from cop.services.admin import administer_community, appoint_manager, change_settings, create_community
from cop.services.communities import edit_community
from cop.services.deletion import delete_post, undelete_post
from cop.services.memberships import (
    approve_join_request,
    decline_join_request,
    join_community,
    leave_community,
    remove_member,
    set_role,
)
from cop.services.posts import add_post, edit_post, hide_post, react, restore_post
from cop.services.read_state import mark_read, save_draft, save_edit_draft
from cop.services.threads import (
    close_thread,
    open_origin_thread,
    pin_thread,
    rename_thread,
    reopen_thread,
    start_thread,
    unpin_thread,
)

__all__ = [
    "add_post",
    "administer_community",
    "appoint_manager",
    "approve_join_request",
    "change_settings",
    "close_thread",
    "create_community",
    "decline_join_request",
    "delete_post",
    "edit_community",
    "edit_post",
    "hide_post",
    "join_community",
    "leave_community",
    "mark_read",
    "open_origin_thread",
    "pin_thread",
    "react",
    "remove_member",
    "rename_thread",
    "reopen_thread",
    "restore_post",
    "save_draft",
    "save_edit_draft",
    "set_role",
    "start_thread",
    "undelete_post",
    "unpin_thread",
]
