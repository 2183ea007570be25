"""Keeps services that make pictures out of the search for pictures, and puts their models into cache keys."""

from collections.abc import Mapping, Sequence
from typing import Any

from tasks.domain.channel import Channel
from tasks.domain.errors import NoKey
from tasks.providers import registry
from tasks.providers.context import ProviderContext
from tasks.providers.scene_picture import PictureChoice
from tasks.stagecraft import services


def searchable(names: Sequence[str], channel: Channel, context: ProviderContext) -> tuple[str, ...]:
    """The sources that are searched, without those that make pictures.

    Raises NoKey if one of those lacks its key, unless the channel may do without.
    """
    makers = [name for name in names if registry.find("pictures", name).illustrator]
    for name in makers:
        try:
            registry.illustrator(name, context).check()
        except NoKey:
            if not channel.fall_back:
                raise
    return tuple(name for name in names if name not in makers)


def models(arguments: Mapping[str, Any]) -> object:
    """For a cache key: what would make the pictures of a stage's order, or of its orders."""
    orders: Sequence[PictureChoice] = arguments["orders"] if "orders" in arguments else [arguments["order"]]
    vendors = sorted({order.made.vendor for order in orders if order.made})
    return services.fingerprints("illustrator", vendors) if vendors else None
