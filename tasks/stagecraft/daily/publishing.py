"""Checks where a channel would publish, before anything is made or paid for, and says it before the first upload."""

from pathlib import Path

from tasks.domain.channel import Channel
from tasks.domain.edition import Place
from tasks.domain.errors import Transient
from tasks.machine.storage.places import known_place, take_place
from tasks.providers import Publisher, registry
from tasks.providers.context import ProviderContext
from tasks.stagecraft import telemetry
from tasks.stagecraft.daily.forgetting import check_memory


def check_publishers(channel: Channel, context: ProviderContext) -> None:
    """Raises a DailiesError if a publisher has no key or no lasting ledger, or publishes where another channel does.

    A platform that is busy is asked again before the upload.
    """
    for name in channel.publishers:
        publisher = registry.publisher(name, context, Path())
        check_memory(publisher)
        if known_place(context.ledger, name, channel.key, channel.account):
            continue
        try:
            place = admitted(channel, name, publisher, context)
        except Transient as error:
            telemetry.warn(f"Cannot ask yet whose channel it is: {error.message} It is asked before the upload.")
            continue
        if place:
            telemetry.logger().info("%s publishes with %s on %s (%s).", channel.name, name, place.title, place.id)


def admitted(channel: Channel, name: str, publisher: Publisher, context: ProviderContext) -> Place | None:
    """Where the publisher publishes, noted as this channel's. Raises BadInput if it is another's."""
    place = publisher.place()
    if place:
        take_place(context.ledger, name, place, channel.key, channel.account)
    return place
