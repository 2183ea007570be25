"""A render that is killed mid-way goes on from there: what is stored is not encoded again; the film is the same."""

import json
import signal
import subprocess
import sys
from pathlib import Path

import av
import pytest

from tasks.machine.home import CHECKOUT
from tasks.machine.storage.assets import assets
from tests.bench.assemble import assemble
from tests.faults.rendering import SCENES, WORKERS, environment_of, held, kept, plan
from tests.machine.tools.test_ffmpeg import until
from tests.prefect_server import Server

pytestmark = [pytest.mark.media, pytest.mark.server, pytest.mark.integration]
COMMAND = [sys.executable, "-m", "tests.faults.rendering"]
ENOUGH = 2


def stored(folder: Path) -> dict[Path, int]:
    """Segments in the store, and when each was written."""
    return {path: path.stat().st_mtime_ns for path in (folder / "assets").rglob("*.seg")}


def picture(film: Path) -> list[tuple[int | None, int | None, bytes]]:
    with av.open(str(film), "r") as file:
        return [(packet.pts, packet.dts, bytes(packet)) for packet in file.demux(video=0) if packet.size]


def test_a_killed_render_goes_on(server: Server, tmp_path: Path) -> None:
    server.forget_workers()
    environment = environment_of(tmp_path, server.client_environment)
    with subprocess.Popen([*COMMAND, str(ENOUGH)], cwd=CHECKOUT, env=environment, start_new_session=True) as run:
        try:
            until(lambda: len(held(tmp_path)) == WORKERS or run.poll() is not None, seconds=120)
        finally:
            run.kill()
    assert run.returncode == -signal.SIGKILL
    done, before = len(kept(tmp_path)), stored(tmp_path)
    assert ENOUGH <= done == len(before) < SCENES

    again = subprocess.run(COMMAND, cwd=CHECKOUT, env=environment, capture_output=True, text=True, check=True)
    found = json.loads(again.stdout.splitlines()[-1])
    assert found["encoded"] == SCENES - done
    after = stored(tmp_path)
    assert len(after) == SCENES
    assert before.items() <= after.items()
    undisturbed = assets().path(assemble(plan(assets()), assets()).file)
    [film] = (tmp_path / "assets").rglob(f"{found['film']}.mp4")
    assert picture(film) == picture(undisturbed)
