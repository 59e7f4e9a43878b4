"""A thread of posts as long as they may be: who comes back gets them in messages a weak line takes."""

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
    """A thread whose posts need five letters for each of theirs."""
    thread = make_thread(community, learner)
    for _number in range(POSTS):
        services.add_post(thread, by=learner, body="&" * BODY_LIMIT, key=uuid4())
    return thread


def test_catching_up_is_cut_into_bearable_messages(heavy, client):
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
