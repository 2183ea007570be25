"""The films of the local services of clips, made on request: a quarter of the size that the service states."""

import tempfile
from functools import cache
from pathlib import Path

from tests.clips import clip, moving
from tests.servers.wire import Reply

FRAMES = 180


@cache
def film(seed: int, width: int, height: int) -> bytes:
    """Six seconds of MP4, unique to the seed."""
    with tempfile.TemporaryDirectory() as folder:
        pictures = moving(max(240, width // 4 // 2 * 2), max(240, height // 4 // 2 * 2), FRAMES, seed=seed)
        return clip(Path(folder, "film.mp4"), pictures, options={"preset": "ultrafast"}).read_bytes()


def sent(path: str) -> Reply:
    """The film for a path that ends in SEED-WIDTHxHEIGHT.KIND, or a 404."""
    seed, _, size = path.rpartition("/")[2].partition(".")[0].partition("-")
    width, _, height = size.partition("x")
    if not (seed + width + height).isdigit():
        return Reply(404, b"no such film", {"Content-Type": "text/plain"})
    return Reply(200, film(int(seed), int(width), int(height)), {"Content-Type": "video/mp4"})
