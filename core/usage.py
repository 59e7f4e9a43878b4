"""Daily sums of how often something happened. Sums only: no row in them leads to a person."""

from datetime import UTC, date, datetime, timedelta
from functools import partial

from django.db import IntegrityError, transaction
from django.db.models import F, Sum

from core.models import UsageDay


def today() -> date:
    """Return the present day in UTC; a name of its own, so that tests can hold it."""
    return datetime.now(UTC).date()


def count(name: str, amount: int = 1) -> None:
    """Add `amount` to today's (UTC) sum of `name` ("learning.lesson_read").

    Done after the caller's transaction is committed, so that a busy sum holds nobody's lock; a
    failure to count is logged and breaks nothing.
    """
    transaction.on_commit(partial(_add, name, amount), robust=True)


def _add(name: str, amount: int) -> None:
    day = today()
    row = UsageDay.objects.filter(day=day, name=name)
    if row.update(count=F("count") + amount):
        return
    try:
        with transaction.atomic():
            UsageDay.objects.create(day=day, name=name, count=amount)
    except IntegrityError:  # another process made the row in between
        row.update(count=F("count") + amount)


def total(name: str, *, days: int = 30) -> int:
    """Give the sum over the last `days` days, today included."""
    since = today() - timedelta(days=days - 1)
    return UsageDay.objects.filter(name=name, day__gte=since).aggregate(sum=Sum("count"))["sum"] or 0
