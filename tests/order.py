"""The order of the tests in a run, so that no worker waits for another or repeats its work."""

import pytest


def needs_database(item: pytest.Item) -> bool:
    """Return whether the test declares that it uses the database."""
    fixtures = {"db", "transactional_db", "django_db_setup"}
    return bool(item.get_closest_marker("django_db") or fixtures & set(getattr(item, "fixturenames", ())))


def turn(item: pytest.Item) -> int:
    """Return 0 for a test without database, 1 for one marked `early`, 2 for all others.

    A test that takes long comes early, so that no worker waits for it at the end.

    The first worker begins with tests that need no database while another one migrates. No worker takes what
    another one begins with, so a costly fixture of an `early` module is made once in a run.
    """
    if not needs_database(item):
        return 0
    return 1 if item.get_closest_marker("early") else 2
