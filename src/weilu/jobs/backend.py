"""django_tasks over the lease table."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, ParamSpec, TypeVar

from django.utils import timezone
from django.utils.module_loading import import_string
from django_tasks.backends.base import BaseTaskBackend
from django_tasks.base import Task, TaskError, TaskResult, TaskResultStatus
from django_tasks.exceptions import TaskResultDoesNotExist
from django_tasks.utils import normalize_json

from weilu.jobs.models import Lease

P = ParamSpec("P")
T = TypeVar("T")

_STATUS = {
    Lease.State.WAITING: TaskResultStatus.READY,
    Lease.State.RUNNING: TaskResultStatus.RUNNING,
    Lease.State.DONE: TaskResultStatus.SUCCESSFUL,
    Lease.State.FAILED: TaskResultStatus.FAILED,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class LeaseTask(Task[P, T]):
    """A task of Weilu: ``@task(long=True, attempts=3)``.

    A short task runs inside one transaction that also marks it done: its effect on the database
    happens exactly once. A ``long`` one is not wrapped; it keeps checkpoints of its own, calls
    ``running.ensure_held()`` at each, and may be run again from its last one.
    """

    long: bool = False
    attempts: int = 5


class LeaseBackend(BaseTaskBackend):
    """Keep tasks in the table ``jobs_lease``; ``weilu worker`` runs them.

    A task is enqueued in the caller's transaction: it is there when that commits, else never.
    """

    task_class = LeaseTask
    supports_defer = True
    supports_get_result = True
    supports_priority = True

    def __init__(self, alias: str, params: dict[str, Any]) -> None:
        super().__init__(alias, {"QUEUES": [], **params})

    def enqueue(self, task: Task[P, T], args: Any, kwargs: Any) -> TaskResult[T]:
        self.validate_task(task)
        lease = Lease.objects.create(
            task=task.module_path,
            arguments={"args": normalize_json(args), "kwargs": normalize_json(kwargs)},
            queue=task.queue_name,
            priority=task.priority,
            is_long=getattr(task, "long", False),
            max_attempts=getattr(task, "attempts", 5),
            due_at=task.run_after or timezone.now(),
        )
        return self._result(lease, task)

    def get_result(self, result_id: str) -> TaskResult[Any]:
        try:
            lease = Lease.objects.get(pk=int(result_id))
        except (ValueError, Lease.DoesNotExist) as error:
            raise TaskResultDoesNotExist(result_id) from error
        return self._result(lease, find_task(lease.task))

    def _result(self, lease: Lease, task: Task[..., T]) -> TaskResult[T]:
        error = lease.error or {}
        path = error.get("path")
        result: TaskResult[T] = TaskResult(
            task=task,
            id=str(lease.pk),
            status=_STATUS[Lease.State(lease.state)],
            enqueued_at=lease.created_at,
            started_at=lease.started_at,
            finished_at=lease.finished_at,
            last_attempted_at=lease.attempted_at,
            args=lease.arguments["args"],
            kwargs=lease.arguments["kwargs"],
            backend=self.alias,
            errors=(
                [TaskError(exception_class_path=path, traceback="\n".join(error["places"]))]
                if path
                else []
            ),
            worker_ids=[lease.owner] * lease.attempts,
        )
        object.__setattr__(result, "_return_value", lease.result)
        return result


def find_task(path: str) -> Task[..., Any]:
    """Return the task of a dotted path; a plain function (a tick's) becomes one."""
    found = import_string(path)
    if isinstance(found, Task):
        return found
    function: Callable[..., Any] = found
    return LeaseTask(func=function)
