"""Create what benchmarks/pages.py requests: the demonstration, a short and a long thread, a signed-in member.

python -m benchmarks.content POSTS [LOCALE ...], on a migrated database: the posts of the long thread, and the
languages the demonstration is translated into. Prints JSON: the paths of both threads and of each kind of
page, the kinds of content that each of these is about, and the cookie.
"""

import json
import sys
import uuid
from typing import Any

import django

django.setup()

from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402
from django.test import Client  # noqa: E402

from accounts.models import User  # noqa: E402
from benchmarks.live.trial_data import sign_in  # noqa: E402
from benchmarks.page_types import find, kinds_of  # noqa: E402
from cop.enums import MemberRole, ReactionKind  # noqa: E402
from cop.models import Community, Membership, Post, Reaction, Thread  # noqa: E402
from cop.models.posts import HEADING_OFFSET  # noqa: E402
from cop.services.threads import start_thread  # noqa: E402
from core.base.markup import to_html  # noqa: E402
from portal.demo import load as load_demo  # noqa: E402
from vocabularies.services.loading import load_vocabularies  # noqa: E402

WORDS = """Our portal was launched in **2019** and nobody looked after it when the project ended.

- Who keeps yours alive? Is it in somebody's job description?
- What would you *not* do again?

> A portal is a promise. Make only those you can keep.

We wrote down what we learned [here](https://example.org/lessons), and would be glad of yours."""


def make_threads(long: int) -> dict[str, str]:
    """Make both threads in one open community, by the demonstration's people; return their paths."""
    people = list(User.objects.filter(is_demo=True).order_by("pk")[:5])
    community = Community.objects.create(slug="benchmark", name="A benchmark", summary="Long talks.")
    Membership.objects.bulk_create(
        Membership(community=community, user=user, role=MemberRole.MEMBER) for user in people
    )
    paths = {}
    for name, count in (("short", 3), ("long", long)):
        thread = start_thread(
            community,
            by=people[0],
            title=f"Who keeps the portal alive after the project? ({count})",
            body=WORDS,
            language="en",
            key=uuid.uuid4(),
        )
        answer(thread, people, count)
        paths[name] = f"/en/threads/{thread.public_id}/?page=1"
    return paths


def answer(thread: Thread, people: list[User], count: int) -> None:
    """Fill the thread up to `count` posts, with a few reactions under each."""
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


def main(long: int, locales: list[str]) -> None:
    """Fill the site as `make run` does, add the threads, and print what to request."""
    call_command("collectstatic", interactive=False, verbosity=0)
    load_vocabularies()
    load_demo(locales=locales)
    learner = User.objects.get(email="learner@demo.km4b.example")
    made: dict[str, Any] = make_threads(long) | {"cookie": sign_in([learner])[learner.pk]}
    made["pages"] = find(Client())
    made["kinds"] = {name: kinds_of(name) for name in made["pages"]}
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    print(json.dumps(made))


if __name__ == "__main__":
    main(int(sys.argv[1]), sys.argv[2:])
