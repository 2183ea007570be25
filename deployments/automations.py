"""Prefect automations: mark runs whose process died as Crashed, name unanswered reviews, and tell people.

The server carries them out, so nothing happens while the server is down.
"""

from collections.abc import Sequence
from datetime import timedelta

from prefect.automations import AutomationCore
from prefect.client.orchestration import SyncPrefectClient
from prefect.client.schemas.objects import StateType
from prefect.events.actions import ChangeFlowRunState

from deployments.addresses import Address
from deployments.messages import NEVER_RESUMED, UNANSWERED
from deployments.telling import ensure_told
from deployments.triggers import DAILY, on_silence, on_state
from tasks.stagecraft.daily.asking import WAITING

NOT_PUBLISHED = (
    "Not published: nobody answered the review by its deadline, which the run's log names. Press Retry to ask again."
)

ZOMBIES = "Dailies: crash runs that give no sign of life"
RUNNING = "prefect.flow-run.Running"
BEAT = "prefect.flow-run.heartbeat"  # deployments/workers.py sets the interval
# Six heartbeats: after an outage of the server that is shorter, such as a restart, living runs must not look dead.
SILENCE = timedelta(seconds=180)
# States in which a run sends no heartbeats and is no zombie. Prefect itself refuses to crash a run that has ended.
AT_REST = (
    *("Completed", "Skipped", "Failed", "TimedOut", "Crashed", "Cancelled", "Cancelling"),
    *("Suspended", "Paused", "AwaitingRetry"),
)
VERDICT = (
    f"Zombie: no sign of life for {SILENCE.seconds} s. The run's process, its worker or its host has died. (Or this "
    "server was down; then the run continues and ends by itself.) Check that a worker is online, then press Retry: "
    "finished work is kept and not paid for again."
)


def ensure_automations(client: SyncPrefectClient, addresses: Sequence[Address], *, decides: bool) -> bool:
    """Create the automations that are missing, and have those that tell people use these addresses: see `ensure_told`.

    Returns whether anybody is told. An operator may have changed or disabled an automation: it stays as it is, but for
    addresses that are new or gone.
    """
    for automation in (find_zombies(), name_unanswered()):
        if not client.read_automations_by_name(automation.name):
            client.create_automation(automation)
    return ensure_told(client, addresses, decides=decides)


def find_zombies() -> AutomationCore:
    """Crash a run that starts or sends a heartbeat, and for SILENCE after it neither sends one nor comes to rest.

    Only runs of deployments are watched, because others send no heartbeats.
    """
    signs = {BEAT, WAITING, *(f"prefect.flow-run.{state}" for state in AT_REST)}
    return AutomationCore(
        name=ZOMBIES,
        description="The host of a run may die without a message. A retry then does the rest of the work.",
        trigger=on_silence(signs, SILENCE, after={BEAT, RUNNING}),
        actions=[ChangeFlowRunState(state=StateType.CRASHED, name="Crashed", message=VERDICT)],
    )


def name_unanswered() -> AutomationCore:
    """Rename the failure of a run whose review nobody answered, and say what to do."""
    return AutomationCore(
        name="Dailies: name runs whose review nobody answered",
        trigger=on_state("Failed", message=NEVER_RESUMED, flows=(DAILY,)),
        actions=[ChangeFlowRunState(state=StateType.FAILED, name=UNANSWERED, message=NOT_PUBLISHED, force=True)],
    )
