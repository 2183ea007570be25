"""A process that renders a film of six tiny scenes and can be held midway, so that a test can kill it there.

Run `python -m tests.faults.rendering [SEGMENTS | frame=FRAME]` in a separate DAILIES_HOME. With a number, every worker
that is encoding once that many segments are cached writes a file `held-...` and stops. With a frame, the process kills
itself when it has encoded so many. Prints how many segments it encoded and the film's hash.
"""

import json
import os
import signal
import sys
import threading
from collections.abc import Callable, Mapping
from itertools import count
from pathlib import Path
from unittest.mock import patch

from tasks.domain.film.segments import Segment
from tasks.domain.timeline import OutputSpec, Timeline
from tasks.domain.values import Artifact
from tasks.machine.home import home
from tasks.machine.storage.assets import AssetStore, assets
from tasks.render.segment import encode_segment
from tasks.render.segment_file import Tails
from tasks.stagecraft import environment
from tests.bench.inputs import timeline

SCENES = 6
WORKERS = 2


def plan(store: AssetStore) -> Timeline:
    return timeline(store, seconds=6, scenes=SCENES, seed=60, output=OutputSpec(width=240, height=426))


def cached_segments(folder: Path) -> list[Path]:
    """Return the cached segment results, which a later run can reuse."""
    return list((folder / "results").glob("segment-*"))


def held_workers(folder: Path) -> list[Path]:
    """Return the files that held workers wrote."""
    return list(folder.glob("held-*"))


def main(hold_after: int | None, dies_at: int = 0) -> None:
    """Render the film; hold every worker once this many segments are cached, or die at a frame, counted from 1."""
    environment.prepare()
    import tasks.encode
    import tasks.render.segment
    from flows.encode_short import encode_short
    from tasks.stagecraft.dispatch.routing import encoding_here

    encoded = []
    frames = count(1)

    def encode(part: Segment, store: AssetStore, on_frame: Callable[[float], None], tails: Tails) -> Artifact:
        encoded.append(part)

        def hold_when_enough(done: float) -> None:
            on_frame(done)
            if next(frames) == dies_at:
                os.kill(os.getpid(), signal.SIGKILL)
            if hold_after is not None and len(cached_segments(home())) >= hold_after:
                (home() / f"held-{threading.get_ident()}").touch()
                threading.Event().wait()

        return encode_segment(part, store, hold_when_enough, tails)

    often = 1 if dies_at else tasks.render.segment.PROGRESS_EVERY
    with (
        patch.object(tasks.render.segment, "encode_segment", encode),
        patch.object(tasks.render.segment, "PROGRESS_EVERY", often),
        encoding_here(encode_short),
    ):
        video = tasks.encode.encode(plan(assets()))
    sys.stdout.write(json.dumps({"encoded": len(encoded), "film": video.file.sha256}) + "\n")


def environment_of(folder: Path, server: Mapping[str, str]) -> dict[str, str]:
    """Return the environment for a process with this home and this server."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith("PREFECT_")}
    settings = {"DAILIES_HOME": str(folder), "DAILIES_ENCODER": "libx264", "DAILIES_ENCODE_WORKERS": str(WORKERS)}
    return {**clean, **settings, **server, "PREFECT_LOGGING_LEVEL": "CRITICAL"}


if __name__ == "__main__":
    wish = sys.argv[1] if len(sys.argv) > 1 else ""
    frame = wish.removeprefix("frame=")
    main(int(wish) if wish.isdecimal() else None, int(frame) if frame != wish else 0)
