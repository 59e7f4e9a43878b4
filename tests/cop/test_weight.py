"""A page of a thread stays light before anybody opens a browser."""

from uuid import uuid4

import brotli
import pytest
from django.urls import reverse

from cop import services
from cop.demonstration.texts import FOLDER, read_threads

pytestmark = pytest.mark.django_db
WORDS, LIMIT = 50, 7 * 1024


def test_twenty_short_posts_weigh_seven_kib(as_user, home, community, learner, captain):
    """As a member gets it, as it is sent; the texts are people's words, no filling."""
    told = next(text for text in read_threads(FOLDER) if text.name == "clearing-house-after-the-project")
    thread = services.start_thread(
        community, by=learner, title=told.title, body="Hello.", language="en", key=uuid4()
    )
    for number, post in enumerate(told.posts[:19]):
        author, body = (learner, captain)[number % 2], " ".join(post.body.split()[:WORDS])
        services.react(
            services.add_post(thread, by=author, body=body, key=uuid4()), by=captain, kind="useful", on=True
        )
    address = reverse("cop:thread_show", args=[thread.public_id])
    sent = as_user(captain).get(address, headers={"accept-encoding": "gzip, br"}).content
    assert brotli.decompress(sent).count(b'<li class="post"') == 20
    assert len(sent) <= LIMIT
