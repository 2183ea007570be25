"""Measures what the encode flow reuses: unchanged, with one picture changed, and after a killed run.

`python -m tests.bench.repeats PART FOLDER` measures one part in its own process, with its own Prefect server.
"""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from tasks.domain.timeline import Timeline
from tasks.machine.storage.assets import AssetStore
from tests.bench.inputs import photograph, prepared, timeline
from tests.bench.meter import Figures, Meter, median, print_figures
from tests.bench.sides import load

TIMES = 3
MIN_SEGMENTS = 4  # segments that the run finishes before it is killed
PATIENCE = 120.0  # seconds to wait for them


def again(folder: Path) -> Figures:
    """CPU, wall time and executed parts of a full run, an unchanged one, and one with another picture in one shot.

    The latter two are medians of several runs; each changed run replaces the picture of another shot.
    """
    plan, store = load(folder)
    encode = _encoder(store)
    full = encode(plan)
    unchanged = median([encode(plan) for _ in range(TIMES)], "wall_s")
    shots = [len(plan.shots) * (time + 1) // (TIMES + 1) for time in range(TIMES)]
    changed = median([encode(_changed(plan, store, shot)) for shot in shots], "cpu_s")
    parts = {"full": full, "unchanged": unchanged, "changed": changed}
    return {f"{part}_{name}": value for part, figures in parts.items() for name, value in figures.items()}


def begun(folder: Path) -> Figures:
    """The run that `killed` kills; the second time, the run that resumes it."""
    plan, store = load(folder)
    other = plan.model_copy(update={"captions": plan.captions.model_copy(update={"accent": "#00d4ff"})})
    return _encoder(store)(other)


def killed(folder: Path) -> Figures:
    """Kill a run once it has some segments, and measure the run that resumes it."""
    command = [sys.executable, "-m", "tests.bench.repeats", "begun", str(folder)]
    before = _segments(folder)
    deadline = time.monotonic() + PATIENCE
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True) as run:
        while _segments(folder) < before + MIN_SEGMENTS + 1:  # plus one of the warm-up film
            if run.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError("the run that was to be killed ended, or never began")
            time.sleep(0.05)
        os.killpg(run.pid, signal.SIGKILL)
    return begun(folder)


def _segments(folder: Path) -> int:
    """Number of encoded segments in the store."""
    return sum(1 for _ in (folder / "assets").rglob("*.seg"))


def _changed(plan: Timeline, store: AssetStore, number: int) -> Timeline:
    """The plan with another picture in shot `number`."""
    picture = store.put(prepared(photograph(999 + number, 1242, 2208)), ".jpg")
    shots = list(plan.shots)
    shots[number] = shots[number].model_copy(update={"picture": picture})
    return plan.model_copy(update={"shots": tuple(shots)})


def _encoder(store: AssetStore) -> Callable[[Timeline], Figures]:
    """The encode flow, warmed up (server, imports) by a short film with a new seed each time."""
    from tasks.stagecraft import environment

    environment.prepare()
    from flows.encode_short import encode_short
    from tasks.stagecraft import telemetry

    def encode(plan: Timeline) -> Figures:
        meter = Meter()
        with telemetry.recording() as recorder, environment.heartbeats_off():
            encode_short(plan)
        tally = recorder.tallies["encode"]
        return meter.read() | {"executed": tally.executed, "cached": tally.cached}

    encode(timeline(store, seconds=3, scenes=1, seed=time.time_ns() % 2**31))
    return encode


PARTS = {"again": again, "begun": begun, "killed": killed}

if __name__ == "__main__":
    place = Path(sys.argv[2])
    os.environ |= {"DAILIES_HOME": str(place), "PREFECT_LOGGING_LEVEL": "CRITICAL"}
    print_figures(PARTS[sys.argv[1]](place))
