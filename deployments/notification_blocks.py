"""The Prefect blocks that send messages: Prefect's own where it has one, and one of ours for all other addresses.

Servers that Dailies starts know our class, because `doors` imports it. A server that another program started does not.
"""

import httpx
from prefect.blocks.core import Block
from prefect.blocks.notifications import (
    DiscordWebhook,
    MicrosoftTeamsWebhook,
    SlackWebhook,
)
from prefect.blocks.webhook import Webhook
from prefect.types import SecretDict
from pydantic import SecretStr

from deployments.addresses import Address, apprise_service
from deployments.doors import ENTER
from deployments.notification_address import NotificationAddress
from deployments.server import page
from tasks.domain.errors import SetupError


def block_for(address: Address) -> Block:
    """The block that sends to this address."""
    url = address.url.get_secret_value()
    match address.kind:
        case "slack":
            return SlackWebhook(url=address.url)
        case "teams":
            return MicrosoftTeamsWebhook(url=address.url)
        case "discord":
            service = apprise_service(url)
            token = SecretStr(service.webhook_token)
            return DiscordWebhook(webhook_id=SecretStr(service.webhook_id), webhook_token=token)
        case "webhook":
            # Slack and its kin refuse a body without a type.
            return Webhook(method="POST", url=address.url, headers=SecretDict({"Content-Type": "application/json"}))
        case "other":
            return NotificationAddress(url=address.url)


def check_server(api: str, address: Address) -> None:
    """Raises SetupError if the server cannot send to this address, because another program started it."""
    if address.kind != "other":
        return
    try:
        ours = httpx.get(f"{page(api)}/enter", timeout=10).content == ENTER
    except httpx.HTTPError:
        ours = False
    if not ours:
        raise SetupError(
            f"The Prefect server at {page(api)} was not started by Dailies and cannot send to "
            f"{address.url.get_secret_value().partition(':')[0]} addresses.",
            advice="In DAILIES_NOTIFY, give it https addresses of Slack, Discord, Teams or another webhook.",
        )
