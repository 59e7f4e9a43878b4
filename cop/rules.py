"""Who may do what in communities. `obj` is the community, thread or post the rule is named after."""

from typing import Any

from django.db.models import Q

from accounts.models import AnyUser
from cop.enums import JoinPolicy, MemberRole, MemberState
from core.base.rules import EVERYTHING, is_editor, is_member, is_operator, rule


def _is_in(user: AnyUser, community: Any, **more: Any) -> bool:
    return (
        is_member(user)
        and community.memberships.filter(user_id=user.pk, state=MemberState.ACTIVE, **more).exists()
    )


@rule
def can_read_community(user: AnyUser, community: Any) -> bool:
    """Open communities: everyone. Others: their members, and operators."""
    return community.is_open or is_operator(user) or _is_in(user, community)


@can_read_community.query
def _readable_communities(user: AnyUser) -> Q:
    return _readable(user, "", "pk")


@rule
def can_read_thread(user: AnyUser, thread: Any) -> bool:
    """Whoever may read its community."""
    return can_read_community(user, thread.community)


@can_read_thread.query
def _readable_threads(user: AnyUser) -> Q:
    return _readable(user, "community__", "community")


def _readable(user: AnyUser, path: str, key: str) -> Q:
    """Filter the objects of communities that `user` may read; `path` and `key` look up the community."""
    if is_operator(user):
        return EVERYTHING
    found = Q(**{f"{path}join_policy": JoinPolicy.OPEN})
    if user.is_authenticated and is_member(user):
        mine = user.community_memberships.filter(state=MemberState.ACTIVE)
        found |= Q(**{f"{key}__in": mine.values("community_id")})
    return found


@rule
def can_write_in(user: AnyUser, community: Any) -> bool:
    """Start threads, post and react: who is in."""
    return _is_in(user, community)


@rule
def can_manage(user: AnyUser, community: Any) -> bool:
    """Approve and remove members, hide posts, close and pin threads: its managers and operators."""
    return is_operator(user) or _is_in(user, community, role=MemberRole.MANAGER)


@rule
def can_create_community(user: AnyUser, obj: Any = None) -> bool:
    """Create a community and name its first manager: editors with the permission to add communities."""
    return is_editor(user) and user.has_perm("cop.add_community")


@rule
def can_administer_communities(user: AnyUser, obj: Any = None) -> bool:
    """Change the address and who may join, appoint a manager from outside: operators, for any community."""
    return is_operator(user)


@rule
def is_author(user: AnyUser, post: Any) -> bool:
    """It is their own post."""
    return is_member(user) and post.author_id == user.pk


@rule
def can_view_content(user: AnyUser, post: Any) -> bool:
    """Who may read its thread may view a post; a hidden or deleted one only its author and managers."""
    if not post.in_sight:
        return is_author(user, post) or can_manage(user, post.thread.community)
    return can_read_thread(user, post.thread)


@rule
def can_edit_post(user: AnyUser, post: Any) -> bool:
    """Change the words: their author, while the post is in sight and its thread open, and they are in."""
    return (
        is_author(user, post)
        and post.in_sight
        and post.thread.closed_at is None
        and can_write_in(user, post.thread.community)
    )
