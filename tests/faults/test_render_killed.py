"""A render that was killed midway resumes: it does not encode stored segments again, and the film is the same."""

import json
import random
import signal
import subprocess
import sys
from pathlib import Path

import av
import pytest

from tasks.machine.home import CHECKOUT
from tasks.machine.storage.assets import assets
from tests.bench.assemble import assemble
from tests.faults.promises import check, share
from tests.faults.rendering import SCENES, WORKERS, cached_segments, environment_of, held_workers, plan
from tests.machine.tools.test_ffmpeg import until
from tests.prefect_server import Server

pytestmark = [pytest.mark.media, pytest.mark.server, pytest.mark.integration]
COMMAND = [sys.executable, "-m", "tests.faults.rendering"]
HOLD_AFTER = 2
FRAMES = 150  # the film has more


def stored(folder: Path) -> dict[Path, int]:
    """Return the segments in the store with their inodes: a file that is written again is another file."""
    return {path: path.stat().st_ino for path in (folder / "assets").rglob("*.seg")}


def video_packets(film: Path) -> list[tuple[int | None, int | None, bytes]]:
    """Return (pts, dts, data) of every video packet."""
    with av.open(str(film), "r") as file:
        return [(packet.pts, packet.dts, bytes(packet)) for packet in file.demux(video=0) if packet.size]


def test_a_killed_render_resumes(server: Server, tmp_path: Path) -> None:
    server.forget_workers()
    environment = environment_of(tmp_path, server.client_environment)
    with subprocess.Popen([*COMMAND, str(HOLD_AFTER)], cwd=CHECKOUT, env=environment, start_new_session=True) as run:
        try:
            until(lambda: len(held_workers(tmp_path)) == WORKERS or run.poll() is not None, seconds=120)
        finally:
            run.kill()
    assert run.returncode == -signal.SIGKILL
    done, before = len(cached_segments(tmp_path)), stored(tmp_path)
    assert HOLD_AFTER <= done == len(before) < SCENES

    again = subprocess.run(COMMAND, cwd=CHECKOUT, env=environment, capture_output=True, text=True, check=True)
    output = json.loads(again.stdout.splitlines()[-1])
    assert output["encoded"] == SCENES - done
    after = stored(tmp_path)
    assert len(after) == SCENES
    assert before.items() <= after.items()
    undisturbed = assets().path(assemble(plan(assets()), assets()).file)
    [film] = (tmp_path / "assets").rglob(f"{output['film']}.mp4")
    assert video_packets(film) == video_packets(undisturbed)


def test_killed_at_any_frame(server: Server, tmp_path: Path) -> None:
    server.forget_workers()
    undisturbed = video_packets(assets().path(assemble(plan(assets()), assets()).file))
    kept = {}
    for seed in range(share(40, 1)):
        home, frame = tmp_path / str(seed), random.Random(seed).randint(1, FRAMES)
        home.mkdir()
        environment = environment_of(home, server.client_environment)
        first = subprocess.run([*COMMAND, f"frame={frame}"], cwd=CHECKOUT, env=environment, check=False)
        assert first.returncode == -signal.SIGKILL
        again = subprocess.run(COMMAND, cwd=CHECKOUT, env=environment, capture_output=True, text=True, check=True)
        output = json.loads(again.stdout.splitlines()[-1])
        [film] = (home / "assets").rglob(f"{output['film']}.mp4")
        kept[f"frame {frame}"] = video_packets(film) == undisturbed
    check("Kill it anywhere: at a frame of the encode", kept)
