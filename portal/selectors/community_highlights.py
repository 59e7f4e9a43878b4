"""What is said in communities, for the home page: a member's own, and what a visitor may read."""

from dataclasses import dataclass

from django.db.models import Count, Exists, F, OuterRef

from accounts.models import AnyUser, User
from cop.enums import JoinPolicy, MemberRole, MemberState
from cop.models import Community, Membership, Post, ReadMark, Thread

FEW = 3
MOST = 6  # communities shown on the home page


@dataclass(frozen=True)
class OwnCommunity:
    """A community one is in: posts after one's marks, and threads one never opened, since one joined."""

    community: Community
    new_posts: int
    new_threads: int
    waiting: int = 0  # people who would like to join, told to those who decide

    @property
    def has_news(self) -> bool:
        """Return whether there is something to read, or to decide."""
        return bool(self.new_posts or self.new_threads or self.waiting)


def own_communities(user: AnyUser, *, most: int = MOST) -> list[OwnCommunity]:
    """Return the communities `user` is in, those with something new first, then by name; four queries."""
    if not user.is_authenticated:
        return []
    mine = list(Membership.objects.active().filter(user=user).select_related("community"))
    if not mine:
        return []
    posts, threads, waiting = _new_posts(user), _new_threads(user), _waiting(mine)
    found = [
        OwnCommunity(each.community, *(news.get(each.community_id, 0) for news in (posts, threads, waiting)))
        for each in mine
    ]
    return sorted(found, key=lambda own: (not own.has_news, own.community.name.lower()))[:most]


def _new_posts(user: User) -> dict[int, int]:
    """Count, by community, the posts in sight that others wrote after one's marks."""
    later = Post.objects.news_to(user.pk).filter(
        thread__read_marks__user=user,
        thread__read_marks__number__lt=F("thread__post_count"),
        number__gt=F("thread__read_marks__number"),
    )
    return dict(later.order_by().values_list("thread__community").annotate(Count("pk")))


def _new_threads(user: User) -> dict[int, int]:
    """Count, by community, the threads one never opened in which somebody wrote since one joined."""
    opened = ReadMark.objects.filter(thread=OuterRef("pk"), user=user)
    threads = Thread.objects.filter(
        ~Exists(opened),
        community__memberships__user=user,
        community__memberships__state=MemberState.ACTIVE,
        last_post_at__gt=F("community__memberships__since"),
    ).with_posts()
    return dict(threads.order_by().values_list("community").annotate(Count("pk")))


def _waiting(mine: list[Membership]) -> dict[int, int]:
    """Count, by community one manages, the people who asked to join."""
    managed = [each.community_id for each in mine if each.role == MemberRole.MANAGER]
    asked = Membership.objects.filter(community__in=managed, state=MemberState.REQUESTED)
    return dict(asked.values_list("community").annotate(Count("pk")))


def recent_threads(*, most: int = FEW) -> list[Thread]:
    """Return the threads of open communities that were written in last, with their communities."""
    threads = Thread.objects.with_posts().filter(community__join_policy=JoinPolicy.OPEN)
    return list(threads.select_related("community").order_by("-last_post_at", "-pk")[:most])
