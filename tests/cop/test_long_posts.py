"""A thread of posts of the maximum length: the catch-up has messages of limited size."""

from uuid import uuid4

import pytest

from cop import services
from cop.models.posts import BODY_LIMIT
from core.realtime.batching import FEW, HEAVY
from tests.factories.cop import make_thread

pytestmark = pytest.mark.django_db(transaction=True)
POSTS = 15


@pytest.fixture
def heavy(community, learner):
    """A thread whose posts need five characters for each character of their text."""
    thread = make_thread(community, learner)
    for _number in range(POSTS):
        services.add_post(thread, by=learner, body="&" * BODY_LIMIT, key=uuid4())
    return thread


def test_the_catch_up_is_split_into_messages_of_limited_size(heavy, client):
    after, got, more = 0, [], True
    while more:
        answer = client.get(f"/en/live/{heavy.space.public_id}/", {"after": after})
        message = answer.json()
        if len(message["events"]) > FEW:
            assert len(answer.content) < 2 * HEAVY
        assert len(answer.content) < FEW * 6 * BODY_LIMIT
        after, more = message["through"], message["more"]
        got += [event["post"] for event in message["events"] if "html" in event]
    assert got == list(range(1, POSTS + 2))
