"""Communities, threads and posts for tests, made through the services that people use."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import factory
from django.utils import timezone

from accounts.models import User
from cop import services
from cop.enums import JoinPolicy, MemberRole, MemberState
from cop.models import Community, Membership, Post, Thread


class CommunityFactory(factory.django.DjangoModelFactory[Community]):
    """An open community; `managers` and `members` are lists of people."""

    class Meta:
        model = Community
        skip_postgeneration_save = True

    slug = factory.Sequence(lambda n: f"community-{n}")
    name = factory.Sequence(lambda n: f"Community {n}")
    summary = "Where we talk about our work."

    @factory.post_generation
    def managers(self, create: bool, extracted: list[User] | None, **kwargs: Any) -> None:
        """Add managers."""
        for user in extracted or []:
            add_member(self, user, role=MemberRole.MANAGER)  # type: ignore[arg-type]

    @factory.post_generation
    def members(self, create: bool, extracted: list[User] | None, **kwargs: Any) -> None:
        """Add members."""
        for user in extracted or []:
            add_member(self, user)  # type: ignore[arg-type]


def closed_community(**fields: Any) -> Community:
    """Return a community that people join by request."""
    return CommunityFactory(join_policy=JoinPolicy.BY_REQUEST, **fields)


def add_member(community: Community, user: User, role: str = MemberRole.MEMBER, **fields: Any) -> Membership:
    """Make a person a member (or a manager) of a community since yesterday."""
    values = {"since": timezone.now() - timedelta(days=1), "state": MemberState.ACTIVE, **fields}
    return Membership.objects.create(community=community, user=user, role=role, **values)


def make_thread(community: Community, by: User, *, title: str = "A question", posts: int = 1) -> Thread:
    """Return a thread started by the member `by`, with `posts` posts of theirs."""
    thread = services.start_thread(community, by=by, title=title, body="Post 1", language="en", key=uuid4())
    for number in range(2, posts + 1):
        services.add_post(thread, by=by, body=f"Post {number}", key=uuid4())
    thread.refresh_from_db()
    return thread


def say(thread: Thread, by: User, body: str = "An answer") -> Post:
    """Return a new post of a member."""
    return services.add_post(thread, by=by, body=body, key=uuid4())


def long_thread(community: Community, by: User, posts: int) -> Thread:
    """Return a thread with many posts, written at once and without events."""
    thread = make_thread(community, by)
    rows = [
        Post(
            thread=thread, number=number, author=by, body=f"Post {number}", body_html=f"<p>Post {number}</p>"
        )
        for number in range(2, posts + 1)
    ]
    Post.objects.bulk_create(rows, batch_size=500)
    thread.post_count = max(posts, 1)
    thread.save(update_fields=["post_count"])
    return thread
