"""The weight of a page of a thread, measured without a browser."""

from uuid import uuid4

import brotli
import pytest
from django.urls import reverse

from cop import services
from cop.demo.texts import FOLDER, read_threads
from tests.weights import KIB, check_weight, compressed, page_weight

pytestmark = pytest.mark.django_db
WORDS, LIMIT = 50, 10 * KIB


def test_a_page_of_twenty_short_posts_is_light(as_user, home, community, learner, captain):
    """It is the page of a member, compressed; the texts are real, no filler."""
    notified = next(text for text in read_threads(FOLDER) if text.name == "clearing-house-after-the-project")
    thread = services.start_thread(
        community, by=learner, title=notified.title, body="Hello.", language="en", key=uuid4()
    )
    for number, post in enumerate(notified.posts[:19]):
        author, body = (learner, captain)[number % 2], " ".join(post.body.split()[:WORDS])
        services.react(
            services.add_post(thread, by=author, body=body, key=uuid4()), by=captain, kind="useful", on=True
        )
    address = reverse("cop:thread_show", args=[thread.public_id])
    sent = as_user(captain).get(address, headers={"accept-encoding": "gzip, br"}).content
    html = brotli.decompress(sent).decode()
    assert html.count('<li class="post"') == 20
    assert len(sent) == compressed(html)
    check_weight("HTML of a topic page with 20 short posts", page_weight(html), LIMIT)
