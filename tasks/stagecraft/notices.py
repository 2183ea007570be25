"""Sends a notice as an event to Prefect's server, whose automations pass it on to people. Each is sent once."""

import uuid

import httpx
from prefect.client.orchestration import get_client

from tasks.domain.runs.notices import Notice
from tasks.machine.clock import now
from tasks.machine.storage.ledger import ledger
from tasks.machine.storage.notices import Notices
from tasks.stagecraft.environment import server_to_keep


def tell(notice: Notice) -> bool:
    """Send the notice unless it was sent before. Returns whether it was sent now.

    The server embedded in a command has nobody to tell: the notice is left for one that has. Raises httpx.HTTPError if
    the server cannot be reached; the notice may then be sent later.
    """
    if not server_to_keep():
        return False
    notices = Notices(ledger())
    if not notices.claim(notice.key):
        return False
    event = {
        "id": str(uuid.uuid4()),
        "occurred": now().isoformat(),
        "event": notice.event,
        "resource": {"prefect.resource.id": notice.resource, "prefect.resource.name": notice.subject},
        "payload": {"subject": notice.subject, "message": notice.message},
    }
    try:
        with get_client(sync_client=True) as client:
            client.request("POST", "/events", json=[event]).raise_for_status()
    except httpx.HTTPError:
        notices.forget(notice.key)
        raise
    return True


def begin_telling() -> None:
    """From now on there is somebody to tell, who has heard nothing of what was found before."""
    Notices(ledger()).forget_all()


def over(*keys: str) -> None:
    """What these notices were about is over: they are sent again when it comes back."""
    Notices(ledger()).forget(*keys)


def over_but(prefix: str, *keys: str) -> None:
    """Of the notices whose keys begin so, only these still hold: what the others were about is over."""
    notices = Notices(ledger())
    notices.forget(*(notices.sent(prefix) - set(keys)))
