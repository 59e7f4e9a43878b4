"""What the pages of communities show, each with a fixed number of queries."""

from cop.selectors.communities import (
    CommunityCounts,
    CommunityRow,
    communities_for,
    counts_of,
    members_of,
    membership_of,
    removed_from,
    requests_of,
)
from cop.selectors.posts import (
    ReactionCount,
    Reactors,
    ShownPost,
    Version,
    post_alone,
    reactors_of,
    shown_post,
    shown_posts,
    versions_of,
)
from cop.selectors.reading import draft_of
from cop.selectors.threads import (
    PAGE,
    THREADS,
    ThreadList,
    ThreadPage,
    ThreadRow,
    page_of,
    thread_list,
    thread_page,
)

__all__ = [
    "PAGE",
    "THREADS",
    "CommunityCounts",
    "CommunityRow",
    "ReactionCount",
    "Reactors",
    "ShownPost",
    "ThreadList",
    "ThreadPage",
    "ThreadRow",
    "Version",
    "communities_for",
    "counts_of",
    "draft_of",
    "members_of",
    "membership_of",
    "page_of",
    "post_alone",
    "reactors_of",
    "removed_from",
    "requests_of",
    "shown_post",
    "shown_posts",
    "thread_list",
    "thread_page",
    "versions_of",
]
