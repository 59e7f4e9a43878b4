"""The registry of personal data: for each model that reaches a user, what is exported, erased, kept.

A test fails on a model that reaches a user and is not here.
"""

from collections.abc import Callable
from dataclasses import dataclass
from operator import attrgetter
from typing import Any

from django.db.models import Model

from core.base.registry import Registry

Export = Callable[[Any], list[dict[str, Any]]]
Erase = Callable[[Any], None]


@dataclass(frozen=True)
class Retention:
    """How long rows are kept (words, as shown to people) and why."""

    period: Any  # str or lazy translation
    reason: Any


@dataclass(frozen=True)
class PersonalData:
    """One model's entry: `export(user)` gives JSON-ready rows, `erase(user)` removes or unlinks them.

    `files(user)` gives (name in the archive, storage file) pairs. A None export or erase
    is allowed only with a retention reason that says why.
    """

    model: type[Model]
    retention: Retention
    export: Export | None = None
    erase: Erase | None = None
    files: Callable[[Any], list[tuple[str, Any]]] | None = None
    order: int = 50  # erased in this order; the user row itself comes last


PERSONAL_DATA: Registry[type[Model], PersonalData] = Registry("Personal data", attrgetter("model"))


def in_erasure_order() -> list[PersonalData]:
    """Return all entries in the order in which they are erased."""
    return sorted(PERSONAL_DATA.values(), key=lambda entry: (entry.order, entry.model._meta.label))
