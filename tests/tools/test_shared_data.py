"""Shared data is written once, each test finds it unchanged, and only tests that name it see it."""

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.db import connection, transaction

from tests.shared_data import WRITTEN, SharedData, in_order

made: list[str] = []  # the names of written groups, in order
counts: dict[int, int] = {}  # how often the upper group was written before each test, in this process


def _make(name: str) -> Group:
    made.append(name)
    return Group.objects.create(name=name)


LOWER = SharedData("lower_group", lambda: _make("lower"))
UPPER = SharedData("upper_group", lambda lower: _make(f"above {lower.name}"), on=LOWER)
lower_group, upper_group = LOWER.fixture(), UPPER.fixture()
GROUPS = Group.objects.filter(name__endswith="lower").order_by("name").values_list("name", flat=True)


@pytest.fixture
def lower(lower_group: SharedData, db: None) -> Group:
    """The group that is written first."""
    group: Group = lower_group.copy()
    return group


@pytest.fixture
def upper(upper_group: SharedData, lower: Group) -> Group:
    """The group that is written on it."""
    group: Group = upper_group.copy(lower)
    return group


@pytest.mark.parametrize("turn", [1, 2, 3])
def test_each_test_finds_it_as_it_was_written(turn: int, upper: Group) -> None:
    assert upper.name == "above lower"
    assert list(GROUPS.all()) == ["above lower", "lower"]
    counts[turn] = made.count("above lower")
    assert counts[turn] == counts.get(turn - 1, counts[turn]), "later tests write nothing"
    upper.name = "changed"
    upper.save()
    Group.objects.filter(name="lower").delete()


@pytest.mark.django_db
def test_a_test_that_does_not_name_it_sees_none() -> None:
    assert list(GROUPS.all()) == []
    assert WRITTEN == []


def test_a_test_sees_the_named_data_and_its_base(lower: Group) -> None:
    assert list(GROUPS.all()) == ["lower"]


@pytest.mark.django_db(transaction=True)
def test_with_real_transactions_it_is_written_again(upper_group: SharedData, lower_group: SharedData) -> None:
    assert not connection.in_atomic_block
    before = len(made)
    upper_group.copy(lower_group.copy())
    assert made[before:] == ["lower", "above lower"]
    assert list(GROUPS.all()) == ["above lower", "lower"]


def test_the_outermost_transaction_of_a_test_is_durable(lower: Group) -> None:
    with transaction.atomic(durable=True):
        assert Group.objects.get(name="lower") == lower


def sample(name: str, folder: str, *fixtures: str, committed: bool = False) -> Any:
    """Return the attributes of a test that determine its order."""
    marker = SimpleNamespace(args=(), kwargs={"transaction": committed})
    return SimpleNamespace(
        name=name, path=Path(folder) / "test.py", fixturenames=fixtures, get_closest_marker=lambda _: marker
    )


def test_tests_of_a_folder_that_share_data_follow_each_other() -> None:
    items = [
        sample("a", "x", "upper_group", "lower_group"),
        sample("b", "x"),
        sample("c", "x", "lower_group"),
        sample("d", "x", "upper_group"),
        sample("e", "y"),
        sample("f", "y", "upper_group", committed=True),
        sample("g", "y", committed=True),
    ]
    assert [item.name for item in in_order(items)] == ["b", "c", "a", "d", "e", "f", "g"]
