"""A community, its people and a thread."""

import pytest

from portal.services.sites import start_site
from tests.factories.cop import CommunityFactory, closed_community, make_thread
from tests.shared_data import SharedData

COP_SITE = SharedData("cop_site", lambda: start_site(title="Commons", address="http://testserver"))
cop_site = COP_SITE.fixture()


@pytest.fixture
def home(cop_site, db):
    """The home page of the default site."""
    return cop_site.copy()


@pytest.fixture
def community(manager, learner, captain):
    """An open community: one manager, two members."""
    return CommunityFactory(name="Open", managers=[manager], members=[learner, captain])


@pytest.fixture
def closed(manager, learner, captain):
    """A community by request: one manager, two members."""
    return closed_community(name="By request", managers=[manager], members=[learner, captain])


@pytest.fixture
def thread(community, learner):
    """A thread of the learner's with one post."""
    return make_thread(community, learner)


@pytest.fixture
def post(thread):
    """Its post."""
    return thread.posts.get()
