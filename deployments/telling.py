"""Keeps the server's notification blocks and the automations that use them in line with the settings."""

from collections.abc import Mapping, Sequence
from typing import Any, TypeAlias, cast
from uuid import UUID

from prefect.automations import AutomationCore
from prefect.client.orchestration import SyncPrefectClient
from prefect.client.schemas.objects import BlockDocument
from prefect.events.actions import CallWebhook, SendNotification
from prefect.events.schemas.automations import Automation

from deployments.addresses import Address
from deployments.messages import MESSAGES, Message
from deployments.notification_blocks import block_for, check_server
from tasks.stagecraft.notices import begin_telling

PREFIX = "dailies-tell-"
EARLIER = "dailies-webhook"  # the block of version 0.2, whose messages had no text
PAGE = 200  # that one request returns

Blocks: TypeAlias = Mapping[UUID, Address]


def ensure_told(client: SyncPrefectClient, addresses: Sequence[Address], *, decides: bool) -> bool:
    """Have each automation of MESSAGES send to these addresses, and return whether anybody is told.

    Without addresses, automations are removed if this host decides: one that only joins another host's server, and says
    nothing on whom to tell, leaves everything as it is.

    An existing automation keeps what an operator changed in it. It only gets actions for addresses that no automation
    uses yet, and loses those for addresses that are gone. Raises SetupError if the server cannot send to an address.
    """
    for address in addresses:
        check_server(str(client.api_url).rstrip("/"), address)
    before = _own_blocks(client)
    if not addresses and not decides:
        return bool(before)
    blocks = {_save(address): address for address in addresses}
    if blocks and not before:
        begin_telling()
    gone = {document.id for document in before} - set(blocks)
    existing = {m.automation: found[0] for m in MESSAGES if (found := client.read_automations_by_name(m.automation))}
    used = {getattr(action, "block_document_id", None) for each in existing.values() for action in each.actions}
    fresh = {block: address for block, address in blocks.items() if block not in used}
    for message in MESSAGES:
        _ensure(client, message, existing.get(message.automation), blocks, fresh, gone)
    for block in gone:
        client.delete_block_document(block)
    return bool(blocks)


def _ensure(
    client: SyncPrefectClient,
    message: Message,
    existing: Automation | None,
    blocks: Blocks,
    fresh: Blocks,
    gone: set[UUID],
) -> None:
    if existing is None:
        if blocks:
            actions = _actions(message, blocks)
            client.create_automation(AutomationCore(name=message.automation, trigger=message.trigger, actions=actions))
        return
    kept: list[Any] = [action for action in existing.actions if getattr(action, "block_document_id", None) not in gone]
    actions = [*kept, *_actions(message, fresh)]
    if not actions:
        client.delete_automation(existing.id)
    elif actions != existing.actions:
        # Through JSON, because an update leaves out fields that were not set, such as an action's type.
        fields = existing.model_dump(mode="json", exclude={"id", "owner_resource"})
        fields["actions"] = [action.model_dump(mode="json") for action in actions]
        changed = AutomationCore.model_validate(fields)
        client.update_automation(existing.id, changed)


def _save(address: Address) -> UUID:
    return cast("UUID", block_for(address).save(PREFIX + address.name, overwrite=True))


def _actions(message: Message, blocks: Blocks) -> list[Any]:
    return [
        CallWebhook(block_document_id=block, payload=message.payload)
        if address.kind == "webhook"
        else SendNotification(block_document_id=block, subject=message.subject, body=message.body)
        for block, address in blocks.items()
    ]


def _own_blocks(client: SyncPrefectClient) -> list[BlockDocument]:
    found: list[BlockDocument] = []
    while page := client.read_block_documents(limit=PAGE, offset=len(found), include_secrets=False):
        found += page
    return [each for each in found if each.name and (each.name.startswith(PREFIX) or each.name == EARLIER)]
