"""What Prefect does by itself when something happens: today, tell a webhook of runs that failed, crashed or are late.

The server does it, so nobody is told while the server is down.
"""

import os
from datetime import timedelta

from prefect.automations import AutomationCore
from prefect.blocks.webhook import Webhook
from prefect.client.orchestration import SyncPrefectClient
from prefect.events.actions import CallWebhook
from prefect.events.schemas.automations import EventTrigger, Posture
from pydantic import SecretStr

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
TOLD = ("Failed", "Crashed", "Late")


def ensure_automations(client: SyncPrefectClient) -> None:
    """DAILIES_WEBHOOK set: told there. Not set: nothing is made, and what was made before is left."""
    address = os.environ.get("DAILIES_WEBHOOK")
    if not address:
        return
    block = Webhook(method="POST", url=SecretStr(address)).save(BLOCK, overwrite=True)
    for state in TOLD:
        _ensure(
            client,
            AutomationCore(
                name=f"Dailies: tell of {state.lower()} runs",
                trigger=EventTrigger(
                    expect={f"prefect.flow-run.{state}"},
                    match={"prefect.resource.id": "prefect.flow-run.*"},
                    posture=Posture.Reactive,
                    threshold=1,
                    within=timedelta(0),
                    for_each={"prefect.resource.id"},
                ),
                actions=[CallWebhook(block_document_id=block, payload=PAYLOAD)],
            ),
        )


def _ensure(client: SyncPrefectClient, automation: AutomationCore) -> None:
    """By name. One that is there is left as it is: an operator may have disabled it."""
    if not client.read_automations_by_name(automation.name):
        client.create_automation(automation)
