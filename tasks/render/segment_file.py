"""The file format of stored segments: raw packets behind a JSON header, so that joining and cutting only copy bytes."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from pydantic import ValidationError

from tasks.domain.errors import Damaged
from tasks.domain.film.segments import Segment
from tasks.domain.values import Artifact
from tasks.machine.storage.assets import AssetStore
from tasks.machine.storage.helper_files import keep, kept

PacketRow = tuple[int, int, int, bool]  # pts, dts, size in bytes, is it a keyframe


@dataclass(frozen=True)
class StoredSegment:
    """Encoded frames: one row per packet, in decode order, and the concatenated packet bytes."""

    encoder: str
    frames: int
    extradata: bytes
    packets: Sequence[PacketRow]
    body: memoryview | bytes

    def tail(self, frames: int) -> "StoredSegment":
        """The last `frames` frames. They must start with a keyframe and have been encoded separately."""
        first = self.frames - frames
        skipped = sum(size for _, _, size, _ in self.packets[:first])
        rows = [(pts - first, dts - first, size, is_key) for pts, dts, size, is_key in self.packets[first:]]
        return StoredSegment(self.encoder, frames, self.extradata, rows, self.body[skipped:])


def read_segment(data: bytes) -> StoredSegment:
    """Parse a stored segment; its body is a view of `data`."""
    start = 4 + int.from_bytes(data[:4], "little")
    header = json.loads(data[4:start])
    return StoredSegment(
        header["encoder"],
        header["frames"],
        bytes.fromhex(header["extradata"]),
        header["packets"],
        memoryview(data)[start:],
    )


def packed(parts: Sequence[StoredSegment]) -> bytes:
    """Concatenate parts, made by the same encoder, into the bytes of one stored segment."""
    rows: list[PacketRow] = []
    frames = 0
    for part in parts:
        rows += [(frames + pts, frames + dts, size, is_key) for pts, dts, size, is_key in part.packets]
        frames += part.frames
    first = parts[0]
    about = {"encoder": first.encoder, "frames": frames, "extradata": first.extradata.hex(), "packets": rows}
    header = json.dumps(about).encode()
    return b"".join([len(header).to_bytes(4, "little"), header, *(part.body for part in parts)])


class Tails:
    """An index of segment tails: the frames after the transition, which show one picture alone.

    If only the previous picture changes, the tail is copied from the stored segment and only the transition is encoded
    again. `version` is the version of the encoding code.
    """

    def __init__(self, store: AssetStore, version: int) -> None:
        self.store, self.version = store, version

    def find(self, tail: Segment, extradata: bytes) -> StoredSegment | None:
        """The stored tail, or None if it is missing, damaged, or from another build of the encoder."""
        entry = kept(self._entry(tail))
        if entry is None:
            return None
        try:
            stored = read_segment(self.store.read(Artifact.model_validate_json(entry)))
        except (ValidationError, Damaged):
            return None
        return stored.tail(tail.frames) if stored.extradata == extradata else None

    def keep(self, tail: Segment, segment: Artifact) -> None:
        """Record that the stored `segment` ends with this tail."""
        keep(self._entry(tail), segment.model_dump_json().encode())

    def _entry(self, tail: Segment) -> Path:
        key = hashlib.sha256(f"{self.version} {tail.model_dump_json()}".encode()).hexdigest()
        return self.store.root / "rests" / key[:2] / f"{key}.tail"
