"""The default site and its home page."""

from typing import Any

import pytest
from wagtail.models import Site

from portal.models import HomePage
from tests.factories.portal import make_home, site_of
from tests.shared_data import SharedData

PORTAL_SITE = SharedData("portal_site", lambda: make_home(heading="Learn together", lead="A place to learn."))
portal_site = PORTAL_SITE.fixture()


@pytest.fixture
def home(portal_site: SharedData, db: Any) -> HomePage:
    """The home page of the default site, in English."""
    return portal_site.copy()


@pytest.fixture
def site(home: HomePage) -> Site:
    """The default site."""
    return site_of(home)
