"""A migrated PostgreSQL database that other processes may copy."""

import os
import re
from collections.abc import Iterator
from contextlib import ExitStack
from typing import Any

import pytest
from django.db import connection, connections

from benchmarks.databases import new_database


@pytest.fixture(scope="session")
def migrated_database(django_db_setup: None, django_db_blocker: Any) -> Iterator[str]:
    """The URL of a copy of this worker's database without connections.

    Take it from a test marked `django_db`: those run before the ones with real transactions, which leave the
    tables without the rows that migrations put in.
    """
    with django_db_blocker.unblock():
        connections.close_all()
        address = re.sub(r"/[^/]*$", f"/{connection.settings_dict['NAME']}", os.environ["DATABASE_URL"])
        with ExitStack() as stack:
            yield new_database(stack, "migrated", address)
