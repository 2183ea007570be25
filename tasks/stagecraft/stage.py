"""The decorator `stage`: makes a function a Prefect task that is cached by its inputs, retried when useful, timed."""

import functools
import hashlib
import inspect
import json
from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any, ParamSpec, TypeVar

from prefect import Task, task
from prefect.client.schemas.objects import State, TaskRun
from prefect.context import TaskRunContext
from prefect.tasks import exponential_backoff
from pydantic import TypeAdapter
from pydantic_core import to_jsonable_python

from tasks.domain.errors import DailiesError, RateLimited
from tasks.stagecraft import telemetry
from tasks.stagecraft.results import CheckedJSON, forget_foreign

MAX_PAUSE = 120.0  # seconds; if a service asks for a longer pause, the stage fails

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

    `part_of` is the stage that it counts towards, by default its own name. Bump `version` when a change of its code
    changes its results. `keep` is how long a result stays cached. `varies` adds to the cache key what else the result
    depends on, such as a provider's model. Arguments and results are pydantic models, tuples and plain values.
    """

    def make(function: Callable[P, R]) -> Task[P, R]:
        name = function.__name__.replace("_", "-")
        counted_as = part_of or name

        @functools.wraps(function)
        def timed(*args: P.args, **kwargs: P.kwargs) -> R:
            with telemetry.executing(counted_as):
                return function(*args, **kwargs)

        returns = inspect.signature(function).return_annotation

        @functools.cache
        def fits() -> TypeAdapter[Any]:
            return TypeAdapter(Any if returns is inspect.Signature.empty else returns)

        def key(context: TaskRunContext, arguments: dict[str, Any]) -> str:
            own = cache_key(name, version, arguments, varies(arguments) if varies else None)
            forget_foreign(context.result_store.result_storage, own, fits())
            return own

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
    """A key that is equal for equal work in every process and on every host, and for no other work.

    It includes the function's name, because two stages may have equal arguments. Raises PydanticSerializationError for
    a value without a stable JSON form, where Prefect's own policy would fall back to pickle.
    """
    content = json.dumps([name, version, to_jsonable_python(arguments), to_jsonable_python(varies)], sort_keys=True)
    return f"{name}-{hashlib.sha256(content.encode()).hexdigest()}"


def worth_retrying(task: Task[..., Any], run: TaskRun, state: State[Any]) -> bool:
    """Whether to retry: yes for a transient error, no for a wrong key, bad input or a bug.

    Waits first for as long as the service asked in `retry_after`; Prefect's own delay is added to it.
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
        if error.worth_retrying and run.run_count <= task.retries:
            telemetry.warn(f"{error.message} Trying again.")
        return error.worth_retrying
    except Exception:  # noqa: BLE001 - any other exception is the stage's failure itself, reported by Prefect
        return False
    return False


def is_last_try() -> bool:
    """Whether the current task run has no retry left: only then does a stage use a substitute for what failed."""
    context = TaskRunContext.get()
    return context is None or context.task_run.run_count > context.task.retries
