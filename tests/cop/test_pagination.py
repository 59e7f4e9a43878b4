"""Long lists have pages: members, earlier versions and reactions."""

import re

import pytest
from django.urls import reverse
from django.utils import timezone

from cop.models import PostRevision, Reaction
from cop.selectors.post_detail import NAMED, VERSIONS
from cop.views.members import PEOPLE
from tests.factories.accounts import UserFactory
from tests.factories.cop import add_member

pytestmark = pytest.mark.django_db


def faces(page):
    return page.content.decode().count("<div><b><bdi>")


def test_members_are_paginated(as_user, client, community, manager, count_queries):
    address, people = reverse("cop:members_show", args=[community.slug]), UserFactory.create_batch(PEOPLE)
    client.get(address)  # header and footer are cached from now on
    few = count_queries(client, address)
    for number, person in enumerate(people):
        add_member(community, person, state="active" if number else "requested")
    for person in UserFactory.create_batch(PEOPLE):
        add_member(community, person, state="requested")
    first, second = client.get(address), client.get(f"{address}?page=2")
    assert (faces(first), faces(second)) == (PEOPLE, 2)
    assert "52 members" in first.content.decode()
    assert count_queries(client, address) == few
    assert faces(as_user(manager).get(address)) == 2 * PEOPLE
    for nowhere in ("3", "0", "x"):
        assert client.get(f"{address}?page={nowhere}").status_code == 404


def test_earlier_versions_are_paginated_newest_first(client, post):
    now = timezone.now()
    rows = [
        PostRevision(post=post, number=number, body=f"Text no. {number}.", written_at=now)
        for number in range(1, 2 * VERSIONS + 1)
    ]
    PostRevision.objects.bulk_create(rows)
    address = reverse("cop:post_history", args=[post.thread.public_id, post.number])
    seen = []
    for page in (1, 2, 3):
        html = client.get(f"{address}?page={page}").content.decode()
        assert ("As it is now" in html) == (page == 1)
        assert ("As it was first" in html) == (page == 3)
        seen.append([int(number) for number in re.findall(r"Text no. (\d+)", html)])
    assert [len(page) for page in seen] == [VERSIONS - 1, VERSIONS, 1]
    assert [number for page in seen for number in page] == list(range(2 * VERSIONS, 0, -1))
    assert client.get(f"{address}?page=4").status_code == 404


def test_the_page_of_a_post_names_the_first_reactions(client, post):
    people = UserFactory.create_batch(NAMED + 1)
    for kind, who in (("thanks", people), ("agree", people[:2])):
        Reaction.objects.bulk_create([Reaction(post=post, user=person, kind=kind) for person in who])
    html = client.get(reverse("cop:post_show", args=[post.thread.public_id, post.number])).content.decode()
    thanks, agree = re.findall(r"<dd>(.*?)</dd>", html, re.DOTALL)[:2]
    assert (thanks.count("<bdi>"), "…" in thanks) == (NAMED, True)
    assert (agree.count("<bdi>"), "…" in agree) == (2, False)
