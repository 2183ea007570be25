"""Suspends a run until a person has answered its form, and finds an answer that was given before the run died.

Prefect's own `suspend_flow_run` does the first, but without a message on the state, and it deletes the stored answer
when a retried run asks again. So the answer is read first: the server keeps it from the moment that it is sent.
"""

from typing import TypeVar, cast
from uuid import UUID

from prefect.client.orchestration import SyncPrefectClient, get_client
from prefect.client.schemas.objects import State
from prefect.events import emit_event
from prefect.exceptions import Abort, Pause
from prefect.input import RunInput
from prefect.input.run_input import Keyset, keyset_from_paused_state
from prefect.runtime import flow_run
from prefect.states import Suspended
from prefect.utilities.engine import propose_state_sync

from tasks.domain.errors import SetupError
from tasks.stagecraft import telemetry

WAITING = "dailies.run.waiting"  # the event that a run's process sends just before it ends for a review


Form = TypeVar("Form", bound=RunInput)


def answer_to(form: type[Form], *, key: str, seconds: int, message: str) -> Form:
    """The answer under this key. If there is none yet, suspend the run for `seconds`: raises Pause, which ends it.

    The message is the state's: whoever is notified of it reads nothing else. A resumed or retried run asks anew, and
    gets its answer here.
    """
    run = UUID(flow_run.id)
    wanted: State[None] = Suspended(timeout_seconds=seconds, pause_key=key, message=message)
    keys = keyset_from_paused_state(wanted)
    wanted.state_details.run_input_keyset = {str(name): key for name, key in keys.items()}
    with get_client(sync_client=True) as client:
        if _answered(client, run, keys):
            return cast("Form", form.load(keys, flow_run_id=run))
        telemetry.logger().info(message)
        try:
            state = propose_state_sync(client, wanted, flow_run_id=run)
        except Abort as error:
            raise SetupError(f"This run cannot wait for an answer: {error}") from error
        if state.is_running():  # resumed without an answer: the form's own values are it
            return cast("Form", form.load(keys, flow_run_id=run))
        if not state.is_paused():
            raise SetupError(f"This run cannot wait for an answer: it is {state.name} now.")
        form.save(keys, flow_run_id=run)
    # The process may have sent a heartbeat after it was suspended. This event, its last, says that it is no zombie.
    emit_event(WAITING, resource={"prefect.resource.id": f"prefect.flow-run.{run}"})
    raise Pause(state=state)


def _answered(client: SyncPrefectClient, run: UUID, keys: Keyset) -> bool:
    found = client.filter_flow_run_input(flow_run_id=run, key_prefix=keys["response"], limit=1, exclude_keys=set())
    return any(entry.key == keys["response"] for entry in found)
