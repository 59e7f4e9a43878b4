"""The usual ways to export and to erase, for a model that reaches a user by one column."""

from typing import Any

from django.db.models import Model

from accounts.models import User
from core.base.personal_data_registry import Erase, Export


def rows(model: type[Model], path: str, *columns: str) -> Export:
    """Make an export that gives these columns of the rows whose `path` is the user."""

    def export(user: User) -> list[dict[str, Any]]:
        return list(model._default_manager.filter(**{path: user}).order_by("pk").values(*columns))

    return export


def delete(model: type[Model], path: str) -> Erase:
    """Make an eraser that deletes the rows whose `path` is the user."""

    def erase(user: User) -> None:
        model._default_manager.filter(**{path: user}).delete()

    return erase


def unlink(model: type[Model], *paths: str) -> Erase:
    """Make an eraser that keeps the rows and takes the user out of these columns."""

    def erase(user: User) -> None:
        for path in paths:
            model._default_manager.filter(**{path: user}).update(**{path: None})

    return erase
