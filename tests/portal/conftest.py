"""A site to stand on."""

from typing import Any

import pytest
from wagtail.models import Site

from portal.models import HomePage
from tests.factories.portal import make_home, site_of


@pytest.fixture
def home(db: Any) -> HomePage:
    """The home page of the default site, in English."""
    return make_home(heading="Learn together", lead="A place to learn.")


@pytest.fixture
def site(home: HomePage) -> Site:
    """The default site."""
    return site_of(home)
