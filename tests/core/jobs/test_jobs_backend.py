"""Tasks of other libraries (Wagtail's) run as jobs."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from django_tasks import default_task_backend, task
from django_tasks.base import TaskResultStatus
from django_tasks.exceptions import InvalidTaskError, TaskResultDoesNotExist, TaskResultMismatch
from wagtail.models import Page, ReferenceIndex
from wagtail.tasks import update_reference_index_task

from core.jobs.models import Job
from core.jobs.testing import run_due

pytestmark = pytest.mark.django_db


@task()
def double(number: int, *, plus: int = 0) -> int:
    return number * 2 + plus


@task()
async def double_later(number: int) -> int:
    return number * 2


@task()
def break_down() -> None:
    raise RuntimeError("broken")


def with_context(context: Any) -> None: ...


@task()
def seek() -> None:
    Page.objects.get(pk=-1)


def test_a_task_runs_as_a_job_and_gives_its_result() -> None:
    result = double.enqueue(4, plus=1)
    assert result.status == TaskResultStatus.READY
    run_due()
    found = double.get_result(result.id)
    assert (found.status, found.return_value, found.attempts) == (TaskResultStatus.SUCCESSFUL, 9, 1)
    result.refresh()
    assert result.return_value == 9


def test_a_coroutine_runs_too() -> None:
    result = double_later.enqueue(4)
    run_due()
    assert double_later.get_result(result.id).return_value == 8


def test_a_task_may_be_deferred_and_urgent() -> None:
    soon = timezone.now() + timedelta(hours=1)
    double.using(run_after=soon, priority=7).enqueue(1)
    row = Job.objects.get()
    assert (row.run_at, row.priority) == (soon, 7)
    assert run_due() == []


def test_a_failing_task_is_tried_again_and_then_failed() -> None:
    result = break_down.enqueue()
    run_due(raises=False)
    assert break_down.get_result(result.id).status == TaskResultStatus.READY
    for day in range(1, 6):
        run_due(now=timezone.now() + timedelta(days=day), raises=False)
    found = break_down.get_result(result.id)
    assert (found.status, found.attempts) == (TaskResultStatus.FAILED, 5)
    assert found.errors[0].exception_class is RuntimeError


def test_a_task_whose_object_is_deleted_does_nothing() -> None:
    result = seek.enqueue()
    run_due()
    assert seek.get_result(result.id).return_value is None


@pytest.mark.parametrize("key", ["nonsense", "6a0b5b62-54c5-4f2a-9f3f-3d9d3b1f5f10", ""])
def test_an_unknown_result_raises(key: str) -> None:
    with pytest.raises(TaskResultDoesNotExist):
        default_task_backend.get_result(key)


def test_a_result_of_another_task_raises() -> None:
    with pytest.raises(TaskResultMismatch):
        break_down.get_result(double.enqueue(1).id)


def test_a_task_that_takes_context_is_refused() -> None:
    with pytest.raises(InvalidTaskError, match="context"):
        task(takes_context=True)(with_context)


def test_wagtails_own_task_does_its_work() -> None:
    page = Page.objects.last()
    ReferenceIndex.objects.all().delete()
    update_reference_index_task.enqueue("wagtailcore", "page", str(page.pk))
    assert [ended.status for ended in run_due()] == ["done"]
