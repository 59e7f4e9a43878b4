"""What communities and threads answer."""

from cop.views.communities import (
    communities_show,
    community_edit,
    community_join,
    community_leave,
    community_show,
)
from cop.views.deletion import post_delete, post_undelete
from cop.views.drafts import draft_save, thread_draft_save
from cop.views.editing import post_draft_save, post_edit
from cop.views.members import member_decide, member_remove, members_show
from cop.views.post_moderation import post_hide, post_restore, thread_rename
from cop.views.posts import post_add, post_history, post_react, post_sent, post_show
from cop.views.thread_create import thread_start
from cop.views.threads import thread_manage, thread_read, thread_show, thread_unread

__all__ = [
    "communities_show",
    "community_edit",
    "community_join",
    "community_leave",
    "community_show",
    "draft_save",
    "member_decide",
    "member_remove",
    "members_show",
    "post_add",
    "post_delete",
    "post_draft_save",
    "post_edit",
    "post_hide",
    "post_history",
    "post_react",
    "post_restore",
    "post_sent",
    "post_show",
    "post_undelete",
    "thread_draft_save",
    "thread_manage",
    "thread_read",
    "thread_rename",
    "thread_show",
    "thread_start",
    "thread_unread",
]
