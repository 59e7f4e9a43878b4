"""Threads of 3 and of 3,000 posts for benchmarks/pages.py. Django must be set up."""

import uuid

from accounts.models import User
from cop.enums import MemberRole, ReactionKind
from cop.models import Community, Membership, Post, Reaction, Thread
from cop.models.posts import HEADING_OFFSET
from cop.services.threads import start_thread
from core.base.markup import to_html

WORDS = """Our portal was launched in **2019** and nobody looked after it when the project ended.

- Who keeps yours alive? Is it in somebody's job description?
- What would you *not* do again?

> A portal is a promise. Make only those you can keep.

We wrote down what we learned [here](https://example.org/lessons), and would be glad of yours."""


def make() -> None:
    """Make both in one open community, written by the demonstration's people; print their addresses."""
    people = list(User.objects.filter(is_demonstration=True).order_by("pk")[:5])
    community = Community.objects.create(slug="benchmark", name="A benchmark", summary="Long talks.")
    Membership.objects.bulk_create(
        Membership(community=community, user=user, role=MemberRole.MEMBER) for user in people
    )
    for count in (3, 3000):
        thread = start_thread(
            community,
            by=people[0],
            title=f"Who keeps the portal alive after the project? ({count})",
            body=WORDS,
            language="en",
            key=uuid.uuid4(),
        )
        answer(thread, people, count)
        print(f"topic {count} /en/threads/{thread.public_id}/?page=1")


def answer(thread: Thread, people: list[User], count: int) -> None:
    """Fill the thread up to `count` posts, with a few presses under each."""
    html = to_html(WORDS, heading_offset=HEADING_OFFSET)
    Post.objects.bulk_create(
        (
            Post(thread=thread, number=n, author=people[n % len(people)], body=WORDS, body_html=html)
            for n in range(2, count + 1)
        ),
        batch_size=500,
    )
    Thread.objects.filter(pk=thread.pk).update(post_count=count)
    Reaction.objects.bulk_create(
        Reaction(post_id=post, user=user, kind=ReactionKind.values[0])
        for post in thread.posts.order_by("number").values_list("pk", flat=True)[:40]
        for user in people[1:3]
    )
