"""Pauses between two batches, so that others can write."""

import time

from django.db import connection

LONGEST = 0.5  # seconds


def yield_to_writers(began: float) -> None:
    """Rest for as long as the batch took that began at `began` (time.monotonic), half a second at most.

    SQLite has one writer, and those who wait for it do not queue but look every tenth of a second:
    work that writes batch after batch would leave them hardly a gap. PostgreSQL needs no rest.
    """
    if connection.vendor == "sqlite":
        time.sleep(min(time.monotonic() - began, LONGEST))
