"""Downloads as much of a clip as a scene needs: a large file's beginning, and its index wherever that is.

Most formats can be read from their beginning alone. An MP4 cannot, unless its index comes first: else the index is
asked for, too, and put behind the beginning. A server that sends no parts sends the whole file, if it is small enough.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

from tasks.domain.errors import BadAnswer
from tasks.machine.network.safe_fetch import Fetched, fetch
from tasks.providers.renditions import MAX_BYTES

PART = 32_000_000  # bytes: twelve seconds of 2160 lines, forty of 1080, eight minutes of an old film
MOST_INDEX = 16_000_000  # bytes of an MP4's index
MP4 = re.compile(rb"(?s).{4}(?:ftyp|moov|mdat|free|skip|wide)")


class Box(NamedTuple):
    """A part of an MP4: its kind, where it begins, and the bytes of its head and of all of it."""

    kind: bytes
    at: int
    head: int
    size: int


def fetch_clip(url: str, *, seconds: float, agent: str) -> bytes:
    """The clip, or as much of it as can be read by itself. Each request may take so many seconds.

    Raises what `fetch` raises, and BadAnswer if a part lacks what is needed to read it.
    """
    begun = fetch(url, seconds=seconds, max_bytes=MAX_BYTES, agent=agent, span=(0, PART - 1))
    media = _media_before_index(begun.data)
    if len(begun.data) >= begun.size or media is None:
        return begun.data
    end = media.at + media.size
    if not 0 < begun.size - end <= MOST_INDEX:
        raise BadAnswer("The index of this MP4 is too large, or missing.", service="the clip's host")
    index = fetch(url, seconds=seconds, max_bytes=MOST_INDEX, agent=agent, span=(end, begun.size - 1))
    return _joined(begun, media, index.data)


def _media_before_index(data: bytes) -> Box | None:
    """The box of an MP4's pictures and sounds if it goes on beyond these bytes, before any index."""
    if not MP4.match(data):
        return None
    for box in _boxes(data):
        if box.kind == b"moov":
            return None
        if box.kind == b"mdat" and box.at + box.size > len(data):
            return box
    return None


def _boxes(data: bytes) -> Iterator[Box]:
    at = 0
    while at + 16 <= len(data):
        size, head = int.from_bytes(data[at : at + 4], "big"), 8
        if size == 1:
            size, head = int.from_bytes(data[at + 8 : at + 16], "big"), 16
        if size < head:
            return  # damaged, or the last one, which reaches to the end of the file
        yield Box(data[at + 4 : at + 8], at, head, size)
        at += size


def _joined(begun: Fetched, media: Box, index: bytes) -> bytes:
    """The beginning, its media box made to end where it was cut, with the index behind it: places in it stay true."""
    size = len(begun.data) - media.at
    where = slice(media.at + 8, media.at + 16) if media.head == 16 else slice(media.at, media.at + 4)
    data = bytearray(begun.data)
    data[where] = size.to_bytes(where.stop - where.start, "big")
    return bytes(data) + index
