"""Versions rise with each change, are read once in a request, and stay when their rows are summed up."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from core.web.caching.changes import CONTENT, DISCUSSION, record
from core.web.caching.versions import is_reading, present, present_of, reading, sum_up
from core.web.models import ContentChange

pytestmark = pytest.mark.django_db


def test_a_request_reads_the_versions_once() -> None:
    record(CONTENT)
    with CaptureQueriesContext(connection) as queries, reading():
        assert is_reading()
        first = present(CONTENT)
        record(CONTENT)
        assert present_of([CONTENT, DISCUSSION])[CONTENT] == first
    assert len([query for query in queries if query["sql"].startswith("SELECT")]) == 1
    assert not is_reading()
    assert present(CONTENT) > first, "outside they are read each time"


def test_summing_up_keeps_the_versions() -> None:
    kinds = (CONTENT, DISCUSSION)
    for kind in (CONTENT, DISCUSSION, CONTENT):
        record(kind)
    before, rows = present_of(kinds), ContentChange.objects.count()
    gone = sum_up()
    assert (
        ContentChange.objects.count()
        == rows - gone
        == ContentChange.objects.values("kind").distinct().count()
    )
    assert gone
    assert present_of(kinds) == before
    assert sum_up() == 0


def test_a_version_that_nobody_raised_is_nought() -> None:
    assert present("unheard of") == 0
    assert present("space:999999") == 0
