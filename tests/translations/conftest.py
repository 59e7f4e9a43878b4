"""A page in English with French and Arabic trees, and people who may translate it."""

from typing import Any

import pytest
from django.contrib.auth.models import Group
from wagtail.models import Locale, Page

from accounts.models import User
from portal.models import HomePage, StandardPage
from portal.services.locales import fill_locales, open_locales
from tests.factories.accounts import UserFactory
from tests.factories.portal import make_home, make_page
from tests.shared_data import SharedData

LEAD = "How it works."
TEXT = '<p>Read the <b>first</b> line &amp; <a href="https://example.org/">follow</a> it.</p><p>Second.</p>'


def _make_home() -> HomePage:
    if not Page.objects.exists():  # an earlier test with real transactions emptied the tables
        Locale.objects.get_or_create(language_code="en")
        Page.add_root(title="Root", slug="root")
    home = make_home(heading="Learn", lead="Together.")
    open_locales(["fr", "ar"], source="en")
    return home


def _make_page(home: HomePage) -> StandardPage:
    page = make_page(home, title="Help", slug="help", lead=LEAD, body=[("text", TEXT)])
    fill_locales()
    return page


TRANSLATED_SITE = SharedData("translated_site", _make_home)
TRANSLATED_PAGE = SharedData("translated_page", _make_page, on=TRANSLATED_SITE)
translated_site, translated_page = TRANSLATED_SITE.fixture(), TRANSLATED_PAGE.fixture()


@pytest.fixture
def home(translated_site: SharedData, db: Any) -> HomePage:
    """The home page, in English, with a French and an Arabic tree."""
    return translated_site.copy()


@pytest.fixture
def french(home: HomePage) -> Locale:
    """The target language."""
    return Locale.objects.get(language_code="fr")


@pytest.fixture
def page(translated_page: SharedData, home: HomePage) -> StandardPage:
    """A published page with a title, a lead and two paragraphs, with copies in French and Arabic."""
    return translated_page.copy(home)


@pytest.fixture
def moderator(db: Any, home: HomePage) -> User:
    """A user who may change and publish pages in every language."""
    user = UserFactory(email="moderator@example.org", display_name="Moderator")
    user.groups.add(Group.objects.get(name="Moderators"))
    return user
