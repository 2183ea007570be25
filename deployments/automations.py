"""Prefect automations: mark runs whose process died as Crashed, name unanswered reviews, and notify a webhook.

The server carries them out, so nothing happens while the server is down.
"""

from collections.abc import Collection
from datetime import timedelta

from prefect.automations import AutomationCore
from prefect.blocks.webhook import Webhook
from prefect.client.orchestration import SyncPrefectClient
from prefect.client.schemas.objects import StateType
from prefect.events.actions import CallWebhook, ChangeFlowRunState
from prefect.events.schemas.automations import EventTrigger, Posture
from prefect.events.schemas.events import ResourceSpecification
from pydantic import SecretStr

from tasks.machine.settings import settings
from tasks.stagecraft.daily.review import WAITING

BLOCK = "dailies-webhook"
# Every value goes through tojson, because an error's message may contain quotes and line breaks.
PAYLOAD = """{
  "event": {{ event.event | tojson }},
  "flow": {{ flow.name | tojson }},
  "deployment": {{ deployment.name | tojson }},
  "run": {{ flow_run.name | tojson }},
  "id": "{{ flow_run.id }}",
  "state": {{ flow_run.state.name | tojson }},
  "message": {{ flow_run.state.message | tojson }},
  "url": {{ flow_run | ui_url | tojson }}
}"""
UNANSWERED = "Unanswered"
NOTIFIED = ("Failed", "Crashed", "Late", UNANSWERED)  # states that the webhook is notified of
# Prefect's message on a suspended run whose deadline has passed. The run has no process left to write a better one.
NEVER_RESUMED = "*never resumed."
NOT_PUBLISHED = (
    "Not published: nobody answered the review by its deadline, which the run's log names. Press Retry to ask again."
)

ZOMBIES = "Dailies: crash runs that give no sign of life"
WATCHED = ("daily-short", "report-kpis")  # an encode is watched more closely, by the run that started it
RUNNING = "prefect.flow-run.Running"
BEAT = "prefect.flow-run.heartbeat"  # prefect.yaml sets the interval
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


def ensure_automations(client: SyncPrefectClient) -> None:
    """Create the two built-in automations, plus webhook ones if DAILIES_WEBHOOK is set. Never deletes any."""
    _ensure(client, find_zombies())
    _ensure(client, name_unanswered())
    address = settings().webhook
    if address:
        block = Webhook(method="POST", url=SecretStr(address)).save(BLOCK, overwrite=True)
        for state in NOTIFIED:
            _ensure(
                client,
                AutomationCore(
                    name=f"Dailies: tell of {state.lower()} runs",
                    # An unanswered review first fails with Prefect's message: skip that, and notify of Unanswered.
                    trigger=_at_once(state, message=f"!{NEVER_RESUMED}"),
                    actions=[CallWebhook(block_document_id=block, payload=PAYLOAD)],
                ),
            )


def find_zombies() -> AutomationCore:
    """Crash a run that starts or sends a heartbeat, and for SILENCE after it neither sends one nor comes to rest.

    Only runs of deployments are watched, because others send no heartbeats.
    """
    signs = {BEAT, WAITING, *(f"prefect.flow-run.{state}" for state in AT_REST)}
    return AutomationCore(
        name=ZOMBIES,
        description="The host of a run may die without a message. A retry then does the rest of the work.",
        trigger=_trigger(signs, Posture.Proactive, SILENCE, after={BEAT, RUNNING}, flows=WATCHED, deployed=True),
        actions=[ChangeFlowRunState(state=StateType.CRASHED, name="Crashed", message=VERDICT)],
    )


def name_unanswered() -> AutomationCore:
    """Rename the failure of a run whose review nobody answered, and say what to do."""
    return AutomationCore(
        name="Dailies: name runs whose review nobody answered",
        trigger=_at_once("Failed", message=NEVER_RESUMED, flows=("daily-short",)),
        actions=[ChangeFlowRunState(state=StateType.FAILED, name=UNANSWERED, message=NOT_PUBLISHED, force=True)],
    )


def _at_once(state: str, *, message: str, flows: Collection[str] = ()) -> EventTrigger:
    return _trigger({f"prefect.flow-run.{state}"}, Posture.Reactive, timedelta(0), message=message, flows=flows)


def _trigger(
    expect: set[str],
    posture: Posture,
    within: timedelta,
    *,
    after: Collection[str] = (),
    flows: Collection[str] = (),
    message: str = "",
    deployed: bool = False,
) -> EventTrigger:
    """A trigger for each flow run; only for these flows, this state message and runs of deployments, if asked."""
    related: list[ResourceSpecification] = []
    if flows:
        flow: dict[str, str | list[str]] = {"prefect.resource.role": "flow", "prefect.resource.name": list(flows)}
        related.append(ResourceSpecification.model_validate(flow))
    if deployed:
        related.append(ResourceSpecification.model_validate({"prefect.resource.role": "deployment"}))
    return EventTrigger(
        after=set(after),
        expect=expect,
        match={"prefect.resource.id": "prefect.flow-run.*"} | ({"prefect.state-message": message} if message else {}),
        match_related=list(related),
        posture=posture,
        threshold=1,
        within=within,
        for_each={"prefect.resource.id"},
    )


def _ensure(client: SyncPrefectClient, automation: AutomationCore) -> None:
    """Create the automation unless one of this name exists, which an operator may have changed or disabled."""
    if not client.read_automations_by_name(automation.name):
        client.create_automation(automation)
