"""A segment as it is stored: raw packets behind a small header, so that joining, and taking a part, is copying."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from pydantic import ValidationError

from tasks.domain.errors import Damaged
from tasks.domain.film.segments import Segment
from tasks.domain.values import Artifact
from tasks.machine.storage.assets import AssetStore, write_whole

Row = tuple[int, int, int, bool]  # of a packet: pts, dts, size, whether it is a keyframe


@dataclass(frozen=True)
class StoredSegment:
    """Frames and their packets: a row for each, in decode order, and their bytes one after the other."""

    encoder: str
    frames: int
    extradata: bytes
    packets: Sequence[Row]
    body: memoryview | bytes

    def tail(self, frames: int) -> "StoredSegment":
        """The last frames, which begin with a keyframe and were encoded by themselves: a frame is a packet."""
        first = self.frames - frames
        skipped = sum(size for _, _, size, _ in self.packets[:first])
        rows = [(pts - first, dts - first, size, is_key) for pts, dts, size, is_key in self.packets[first:]]
        return StoredSegment(self.encoder, frames, self.extradata, rows, self.body[skipped:])


def read_segment(data: bytes) -> StoredSegment:
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
    """Parts of one encoder, one after the other, as one."""
    rows: list[Row] = []
    frames = 0
    for part in parts:
        rows += [(frames + pts, frames + dts, size, is_key) for pts, dts, size, is_key in part.packets]
        frames += part.frames
    first = parts[0]
    about = {"encoder": first.encoder, "frames": frames, "extradata": first.extradata.hex(), "packets": rows}
    header = json.dumps(about).encode()
    return b"".join([len(header).to_bytes(4, "little"), header, *(part.body for part in parts)])


class Tails:
    """Which stored segment ends with what is on screen alone, after a transition: when only the picture that it fades
    from has changed, that is taken from there. `version` is that of the code that encodes."""

    def __init__(self, store: AssetStore, version: int) -> None:
        self.store, self.version = store, version

    def find(self, rest: Segment, extradata: bytes) -> StoredSegment | None:
        """None where there is none, or no longer a whole one, or one that another build of the encoder made."""
        try:
            segment = Artifact.model_validate_json(self._note(rest).read_bytes())
            found = read_segment(self.store.read(segment))
        except (FileNotFoundError, ValidationError, Damaged):
            return None
        return found.tail(rest.frames) if found.extradata == extradata else None

    def keep(self, rest: Segment, segment: Artifact) -> None:
        write_whole(self._note(rest), segment.model_dump_json().encode())

    def _note(self, rest: Segment) -> Path:
        asked = hashlib.sha256(f"{self.version} {rest.model_dump_json()}".encode()).hexdigest()
        return self.store.root / "rests" / asked[:2] / f"{asked}.json"
