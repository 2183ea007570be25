"""Finds out before a run pays for anything whether its short can be written, and whether the disk has room for it."""

from collections.abc import Iterator
from pathlib import Path

from tasks.domain.channel import Channel
from tasks.domain.errors import BadInput
from tasks.domain.timeline import SHAPES
from tasks.machine.home import home
from tasks.machine.room import free_bytes, same_disk, why_unwritable

# Measured on a short of 55 s at 1080x1920, and half as much again: the film with its parts in the store, and the
# folder that is published.
STORED, PUBLISHED = 1_500_000, 1_000_000  # bytes a second
PIXELS = 1080 * 1920
MEGA = 1_000_000


def check_room(channel: Channel, out: str) -> None:
    """Raises BadInput if a short of this channel cannot be written to the output folder, or would not fit."""
    for fault in room_faults(channel, Path(out)):
        raise BadInput(fault)


def room_faults(channel: Channel, out: Path) -> Iterator[str]:
    """What prevents this host from writing a short of this channel below `out`, in sentences with advice."""
    folder = out.expanduser().resolve() / channel.key
    if why := why_unwritable(folder):
        yield f"The output folder {out} cannot be written: {why}. Mend it, or choose another output folder."
        return
    size = SHAPES[channel.shape]
    seconds = channel.length_seconds * size.width * size.height / PIXELS
    needed = {home(): STORED * seconds, folder: PUBLISHED * seconds}
    if same_disk(home(), folder):
        needed = {home(): sum(needed.values())}
    for place, size_needed in needed.items():
        free = free_bytes(place)
        if free < size_needed:
            yield (
                f"The disk of {place} has {free / MEGA:,.0f} MB left, and a short of {channel.length_seconds} s needs "
                f"about {size_needed / MEGA:,.0f} MB. Free some space there."
            )
