"""The tables of communities and their discussions."""

from cop.models.communities import Community, Membership
from cop.models.posts import Post, PostRevision, Reaction
from cop.models.read_state import Draft, ReadMark
from cop.models.threads import Thread

__all__ = ["Community", "Draft", "Membership", "Post", "PostRevision", "Reaction", "ReadMark", "Thread"]
