"""What Prefect does by itself: runs that died without a word are crashed, unanswered reviews named, bad ends told.

The server does it, so nothing is noticed while the server is down.
"""

from collections.abc import Collection
from datetime import timedelta

from prefect.automations import AutomationCore
from prefect.blocks.webhook import Webhook
from prefect.client.orchestration import SyncPrefectClient
from prefect.client.schemas.objects import StateType
from prefect.events.actions import CallWebhook, ChangeFlowRunState
from prefect.events.schemas.automations import EventTrigger, Posture
from pydantic import SecretStr

from tasks.machine.settings import settings
from tasks.stagecraft.daily.review import WAITING

BLOCK = "dailies-webhook"
# Every value through tojson: an error's message holds quotes and line ends.
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
TOLD = ("Failed", "Crashed", "Late", UNANSWERED)
# What Prefect says of a run that was suspended past its time. No process of ours is there to say more.
NEVER_RESUMED = "*never resumed."
NOT_PUBLISHED = "Not published: nobody answered the review in time (the run's log says until when). Retry asks again."

ZOMBIES = "Dailies: crash runs that give no sign of life"
WATCHED = ("daily-short", "report-kpis")  # an encode is watched by the run that asked for it, and more closely
BEAT = "prefect.flow-run.heartbeat"  # how often: prefect.yaml
# Six beats: a server that was away for less, say to be restarted, must not call living runs dead when it is back.
SILENCE = timedelta(seconds=180)
# States in which a run gives no beats and is no zombie. Prefect itself refuses to crash a run that has ended.
AT_REST = (
    *("Completed", "Skipped", "Failed", "TimedOut", "Crashed", "Cancelled", "Cancelling"),
    *("Suspended", "Paused", "AwaitingRetry"),
)
VERDICT = (
    f"Zombie: for {SILENCE.seconds} s there was no sign of life. Its process, its worker or the whole host has died "
    "(or this server was away, and the run ends by itself). See that a worker is online, then press Retry: what was "
    "made and paid for is kept."
)


def ensure_automations(client: SyncPrefectClient) -> None:
    """Two are always made. DAILIES_WEBHOOK set: told there. Not set: what was made before is left."""
    _ensure(client, find_zombies())
    _ensure(client, name_unanswered())
    address = settings().webhook
    if address:
        block = Webhook(method="POST", url=SecretStr(address)).save(BLOCK, overwrite=True)
        for state in TOLD:
            _ensure(
                client,
                AutomationCore(
                    name=f"Dailies: tell of {state.lower()} runs",
                    # The unanswered fail first, in Prefect's words: they are told of once, in ours.
                    trigger=_at_once(state, message=f"!{NEVER_RESUMED}"),
                    actions=[CallWebhook(block_document_id=block, payload=PAYLOAD)],
                ),
            )


def find_zombies() -> AutomationCore:
    """After a beat, another one is due, or the run's rest."""
    signs = {BEAT, WAITING, *(f"prefect.flow-run.{state}" for state in AT_REST)}
    return AutomationCore(
        name=ZOMBIES,
        description="The host of a run may die without telling. Retry then makes the rest.",
        trigger=_trigger(signs, Posture.Proactive, SILENCE, after={BEAT}, flows=WATCHED),
        actions=[ChangeFlowRunState(state=StateType.CRASHED, name="Crashed", message=VERDICT)],
    )


def name_unanswered() -> AutomationCore:
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
) -> EventTrigger:
    """For each run by itself; of all flows and whatever its state says, unless these are named."""
    named = {"prefect.resource.role": "flow", "prefect.resource.name": list(flows)} if flows else {}
    return EventTrigger(
        after=set(after),
        expect=expect,
        match={"prefect.resource.id": "prefect.flow-run.*"} | ({"prefect.state-message": message} if message else {}),
        match_related=named,
        posture=posture,
        threshold=1,
        within=within,
        for_each={"prefect.resource.id"},
    )


def _ensure(client: SyncPrefectClient, automation: AutomationCore) -> None:
    """By name. One that is there is left as it is: an operator may have disabled it."""
    if not client.read_automations_by_name(automation.name):
        client.create_automation(automation)
