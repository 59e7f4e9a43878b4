"""Tasks that other libraries declare through the django-tasks API, run as our jobs."""

import logging
from typing import Any

from django.core.exceptions import ObjectDoesNotExist
from django.utils.module_loading import import_string
from django_tasks.base import Task
from django_tasks.utils import normalize_json

logger = logging.getLogger("core.jobs")


def foreign_task(module_path: str) -> Task[Any, Any]:
    """Return the declared task of that path; TypeError when it is something else."""
    task = import_string(module_path)
    if not isinstance(task, Task):
        raise TypeError(f"{module_path} is not a declared task.")
    return task


def run_external_task(module_path: str, args: list[Any], kwargs: dict[str, Any]) -> Any:
    """Call the task; return what it returns, as JSON holds it.

    A task whose object was deleted meanwhile has nothing left to do: a repetition could not help.
    """
    try:
        return normalize_json(foreign_task(module_path).call(*args, **kwargs))
    except ObjectDoesNotExist as error:
        logger.info("Task %s has nothing to do: %s", module_path, type(error).__name__)
        return None
