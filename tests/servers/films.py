"""The films of the local services of clips, made on request: a quarter of the size that the service states."""

import re
import tempfile
from functools import cache
from pathlib import Path

from tests.clips import clip, moving
from tests.servers.wire import Reply, Request

FRAMES = 180


@cache
def film(seed: int, width: int, height: int) -> bytes:
    """Six seconds of MP4, unique to the seed."""
    with tempfile.TemporaryDirectory() as folder:
        pictures = moving(max(240, width // 4 // 2 * 2), max(240, height // 4 // 2 * 2), FRAMES, seed=seed)
        return clip(Path(folder, "film.mp4"), pictures, options={"preset": "ultrafast"}).read_bytes()


def sent(path: str, request: Request) -> Reply:
    """The film for a path that ends in SEED-WIDTHxHEIGHT.KIND, or the part that the request asks for, or a 404."""
    seed, _, size = path.rpartition("/")[2].partition(".")[0].partition("-")
    width, _, height = size.partition("x")
    if not (seed + width + height).isdigit():
        return Reply(404, b"no such film", {"Content-Type": "text/plain"})
    return part_of(film(int(seed), int(width), int(height)), request)


def part_of(data: bytes, request: Request) -> Reply:
    """The bytes that the request asks for, as RFC 9110 has it."""
    headers = {"Content-Type": "video/mp4", "Accept-Ranges": "bytes"}
    asked = re.fullmatch(r"bytes=(\d+)-(\d+)", request.headers.get("range", ""))
    if not asked:
        return Reply(200, data, headers)
    first, last = int(asked[1]), min(int(asked[2]), len(data) - 1)
    if first > last:
        return Reply(416, b"", {"Content-Range": f"bytes */{len(data)}"})
    return Reply(206, data[first : last + 1], {**headers, "Content-Range": f"bytes {first}-{last}/{len(data)}"})
