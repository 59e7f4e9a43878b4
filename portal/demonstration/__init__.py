"""The demonstration: a site with accounts, pages and a first course, so that a newcomer has something to look at."""

from collections.abc import Callable
from contextlib import suppress
from importlib.util import find_spec

from django.db import transaction
from wagtail.models import Locale

from portal.models import HomePage
from portal.services.locales import fill_locales, open_locales
from portal.services.sites import start_site


def load(*, again: bool = False) -> int:
    """Load the pieces."""
    home = start_site()
    if find_spec("accounts.demonstration"):
        from accounts import demonstration as people
        people.load()
    if find_spec("learning.demonstration"):
        from learning import demonstration as courses
        with suppress(NotImplementedError):
            courses.load(home)
    open_locales(["fr", "ar"], source="en")
    fill_locales()
    return 1
