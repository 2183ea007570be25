"""How a flow ends badly: one sentence is the last line of its log and the message of its last state.

Prefect itself ends with two tracebacks and "Engine execution exited with unexpected exception", which tells an operator
neither what happened nor what to do.
"""

import functools
from collections.abc import Callable
from typing import ParamSpec, TypeVar, cast

from prefect.client.schemas.objects import State
from prefect.states import Failed

from tasks.domain.errors import DailiesError
from tasks.stagecraft import telemetry
from tasks.stagecraft.quiet import keep_to_our_lines

P = ParamSpec("P")
R = TypeVar("R")


def ends_in_a_sentence(function: Callable[P, R]) -> Callable[P, R]:
    """Let a flow's function return Failed instead of raising. Put it below `@flow`.

    The state carries the exception, so that whoever called the flow in this process still gets it raised.
    """

    @functools.wraps(function)
    def guarded(*args: P.args, **kwargs: P.kwargs) -> R:
        keep_to_our_lines()
        try:
            return function(*args, **kwargs)
        except Exception as error:  # noqa: BLE001 - a bug, too, must end in a sentence
            sentence = sentence_on(error)
            if not isinstance(error, DailiesError):
                telemetry.logger().error("The traceback, for a report:", exc_info=error)
            telemetry.logger().error(sentence)
            # A flow that returns a State ends in it, which its return type does not say.
            state: State[R] = Failed(data=cast("R", error), message=sentence)
            return cast("R", state)

    return guarded


def sentence_on(error: Exception) -> str:
    """What happened and what to do, for a person who did not write the code."""
    if isinstance(error, DailiesError):
        return str(error)
    kind = type(error).__name__
    return f"This is a bug in Dailies: {kind}: {error}. Please report it with the traceback in this run's log."
