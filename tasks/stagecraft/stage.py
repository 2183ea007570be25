"""What makes a function a stage, said once: cached by what goes in, retried when that can help, timed."""

import functools
import hashlib
import json
from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any, ParamSpec, TypeVar

from prefect import Task, task
from prefect.client.schemas.objects import State, TaskRun
from prefect.context import TaskRunContext
from prefect.tasks import exponential_backoff
from pydantic_core import to_jsonable_python

from tasks.domain.errors import DailiesError, RateLimited
from tasks.stagecraft import telemetry
from tasks.stagecraft.results import CheckedJSON

MAX_PAUSE = 120.0  # seconds; a service that wants more is tried again by the next run

P = ParamSpec("P")
R = TypeVar("R")


def stage(
    *,
    part_of: str | None = None,
    version: int = 1,
    keep: timedelta = timedelta(days=30),
    retries: int = 2,
    varies: Callable[[Mapping[str, Any]], object] | None = None,
) -> Callable[[Callable[P, R]], Task[P, R]]:
    """Make a function a stage of the pipeline.

    `part_of` is the stage it is counted under (its own name by default), `version` is bumped when its code would give
    another result, `keep` is how long a result serves, `varies` says what else the result depends on: what the
    configured provider would do differently with these arguments. Arguments and results are pydantic models, tuples
    and plain values.
    """

    def make(function: Callable[P, R]) -> Task[P, R]:
        name = function.__name__.replace("_", "-")
        counted_as = part_of or name

        @functools.wraps(function)
        def timed(*args: P.args, **kwargs: P.kwargs) -> R:
            with telemetry.executing(counted_as):
                return function(*args, **kwargs)

        def key(_: TaskRunContext, arguments: dict[str, Any]) -> str:
            return cache_key(name, version, arguments, varies(arguments) if varies else None)

        def ended(_: Task[..., Any], run: TaskRun, state: State[Any]) -> None:
            telemetry.ended(counted_as, run, state)

        return task(
            name=name,
            description=(function.__doc__ or "").strip(),
            persist_result=True,
            result_serializer=CheckedJSON(),
            cache_key_fn=key,
            cache_expiration=keep,
            retries=retries,
            retry_delay_seconds=exponential_backoff(backoff_factor=2),
            retry_jitter_factor=0.5,
            retry_condition_fn=worth_retrying,
            on_completion=[ended],
            on_failure=[ended],
        )(timed)

    return make


def cache_key(name: str, version: int, arguments: dict[str, Any], varies: object = None) -> str:
    """One name for one piece of work: equal in every process and on every host, for equal work only.

    The function's name is part of it: two stages with equal arguments are not the same work. Raises on values that
    have no stable JSON form, rather than fall back to pickle as Prefect's own policy does.
    """
    said = json.dumps([name, version, to_jsonable_python(arguments), to_jsonable_python(varies)], sort_keys=True)
    return f"{name}-{hashlib.sha256(said.encode()).hexdigest()}"


def worth_retrying(task: Task[..., Any], run: TaskRun, state: State[Any]) -> bool:
    """Busy, slow or cut off is worth another try; a wrong key, bad input or a bug of ours is not.

    Where a service said how long to wait, that is waited first; Prefect's own pause comes on top.
    """
    try:
        state.result()
    except RateLimited as error:
        if error.retry_after > MAX_PAUSE:
            return False
        if run.run_count <= task.retries:
            telemetry.pause(error.retry_after)
        return True
    except DailiesError as error:
        return error.worth_retrying
    except Exception:  # noqa: BLE001 - any other exception is the stage's failure itself, reported by Prefect
        return False
    return False


def is_last_try() -> bool:
    """Whether the stage that runs now would not be tried again: what can be replaced is replaced then, not before."""
    context = TaskRunContext.get()
    return context is None or context.task_run.run_count > context.task.retries
