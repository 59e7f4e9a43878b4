"""Daily sums: counted after the commit, one row a day."""

import contextlib
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction

from core import usage
from core.models import UsageDay

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def one_day(monkeypatch):
    """Hold the day: none ends in the middle of a test."""
    day = usage.today()
    monkeypatch.setattr(usage, "today", lambda: day)


def test_counting_makes_one_row_a_day(django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        usage.count("a.read")
        usage.count("a.read", 4)
        usage.count("a.other")
    assert dict(UsageDay.objects.values_list("name", "count")) == {"a.read": 5, "a.other": 1}


def test_what_is_rolled_back_is_not_counted(django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        try:
            with transaction.atomic():
                usage.count("a.read")
                raise RuntimeError
        except RuntimeError:
            pass
    assert not UsageDay.objects.exists()


def test_the_sum_of_some_days():
    today = usage.today()
    for ago, number in ((0, 1), (29, 10), (30, 100)):
        UsageDay.objects.create(day=today - timedelta(days=ago), name="a.read", count=number)
    assert usage.total("a.read") == 11
    assert usage.total("a.read", days=1) == 1
    assert usage.total("a.nothing") == 0


def _count_carelessly(name):
    """Read, add, write: what `usage.count` must not do."""
    row, _made = UsageDay.objects.get_or_create(day=usage.today(), name=name)
    time.sleep(0.002)
    UsageDay.objects.filter(pk=row.pk).update(count=row.count + 1)


@pytest.mark.services
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("counting", "loses"), [(usage.count, False), (_count_carelessly, True)])
def test_nothing_is_lost_when_many_count_at_once(counting, loses):
    if connection.vendor != "postgresql":
        pytest.skip("needs PostgreSQL")

    def work(_number):
        for _ in range(10):
            with contextlib.suppress(IntegrityError):
                counting("a.read")
        connection.close()

    with ThreadPoolExecutor(6) as pool:
        list(pool.map(work, range(6)))
    assert (UsageDay.objects.get().count < 60) is loses
