"""The django-tasks API on the job table, for libraries (Wagtail) that ask for work through it.

Imported while apps are being loaded, so the tables are imported inside the functions.
"""

from typing import TYPE_CHECKING, Any

from django_tasks.backends.base import BaseTaskBackend
from django_tasks.base import Task, TaskError, TaskResult, TaskResultStatus
from django_tasks.exceptions import InvalidTaskError, TaskResultDoesNotExist
from django_tasks.signals import task_enqueued
from django_tasks.utils import normalize_json

if TYPE_CHECKING:
    from core.jobs.models import Job

STATUS = {
    "ready": TaskResultStatus.READY,
    "running": TaskResultStatus.RUNNING,
    "done": TaskResultStatus.SUCCESSFUL,
    "dead": TaskResultStatus.FAILED,
}


class JobsBackend(BaseTaskBackend):
    """Writes a `jobs.run_task` job in the caller's transaction; queues names are accepted and ignored."""

    supports_defer = True
    supports_async_task = True
    supports_get_result = True
    supports_priority = True

    def validate_task(self, task: Task[Any, Any]) -> None:
        """Refuse what the job table cannot store: a task that takes its own context."""
        super().validate_task(task)
        if task.takes_context:
            raise InvalidTaskError("The job table gives a task no context.")

    def enqueue(self, task: Task[Any, Any], args: Any, kwargs: Any) -> TaskResult[Any]:
        """Write the job; return its result object, whose id is the job's public id."""
        from core.jobs import enqueue

        self.validate_task(task)
        job = enqueue(
            "jobs.run_task",
            task.module_path,
            normalize_json(list(args)),
            normalize_json(kwargs),
            run_at=task.run_after,
            priority=task.priority,
        )
        result = self._result(job, task)
        task_enqueued.send(type(self), task_result=result)
        return result

    def get_result(self, result_id: str) -> TaskResult[Any]:
        """Return the task's state; TaskResultDoesNotExist when it is unknown or was deleted."""
        from django.core.exceptions import ValidationError

        from core.jobs.external_tasks import foreign_task
        from core.jobs.models import Job

        try:
            job = Job.objects.get(public_id=result_id, task="jobs.run_task")
        except (Job.DoesNotExist, ValidationError):
            raise TaskResultDoesNotExist(result_id) from None
        return self._result(job, foreign_task(job.args[0]))

    def _result(self, job: "Job", task: Task[Any, Any]) -> TaskResult[Any]:
        failed = [TaskError(exception_class_path=job.error_class, traceback=job.last_error)]
        result: TaskResult[Any] = TaskResult(
            task=task,
            id=str(job.public_id),
            status=STATUS[job.status],
            enqueued_at=job.created_at,
            started_at=job.started_at,
            last_attempted_at=job.started_at,
            finished_at=job.finished_at,
            args=job.args[1],
            kwargs=job.args[2],
            backend=self.alias,
            errors=failed if job.error_class else [],
            worker_ids=[job.worker] * job.attempts,
        )
        object.__setattr__(result, "_return_value", job.result)
        return result
