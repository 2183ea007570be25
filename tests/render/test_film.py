"""Whole films piped to ffmpeg, with libx264 in place of hardware, and every way in which the encoder can fail."""

import os
import signal
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import av
import pytest

from tasks.domain.errors import BadInput, ToolError
from tasks.domain.film.segments import segments
from tasks.domain.film.verdict import judge
from tasks.domain.timeline import OutputSpec, Timeline, VideoCodec
from tasks.machine.home import CHECKOUT
from tasks.machine.storage.assets import AssetStore, assets
from tasks.render.encoders.table import ENCODERS, SOFTWARE
from tasks.render.film import encode_film
from tasks.render.gate.measure import measure
from tasks.render.mux import mux
from tasks.render.sound.mix import mix
from tests.bench.inputs import timeline
from tests.faults.ffmpegs import HARMLESS, WAYS, Broken, running, substitute
from tests.machine.tools.test_ffmpeg import until

pytestmark = pytest.mark.media
SMALL = OutputSpec(width=360, height=640)


@pytest.fixture(scope="module")
def store() -> AssetStore:
    return assets()


@pytest.fixture(scope="module")
def plan(store: AssetStore) -> Timeline:
    return timeline(store, seconds=3, scenes=3, output=SMALL)


@pytest.mark.sampled(3)
@pytest.mark.parametrize("codec", ["h264", "hevc", "av1"])
def test_a_piped_film_passes_the_gate(codec: VideoCodec, store: AssetStore) -> None:
    plan = timeline(store, seconds=3, scenes=3, output=SMALL.model_copy(update={"codec": codec}))
    name = "libx264-pipe" if codec == "h264" else SOFTWARE[codec]
    progress: list[float] = []
    film = encode_film(segments(plan, name), store, progress.append)
    file = mux([film], mix(plan.sound, plan.frames, plan.output, store), plan.output, store)
    report = judge(measure(file, plan, store), plan, file)
    assert report.passed, report.reasons
    assert progress == sorted(progress)
    assert progress[-1] == plan.frames


def test_muxing_copies_packets_and_every_scene_starts_with_a_keyframe(plan: Timeline, store: AssetStore) -> None:
    film = encode_film(segments(plan, "libx264-pipe"), store)
    file = mux([film], mix(plan.sound, plan.frames, plan.output, store), plan.output, store)
    with av.open(str(store.path(film))) as before, av.open(str(store.path(file))) as after:
        piped, muxed = (
            [(bytes(p), (p.pts or 0) * p.time_base, p.is_keyframe) for p in file.demux(video=0) if p.size]
            for file in (before, after)
        )
    assert piped == muxed
    assert {time * 30 for _, time, key in muxed if key} >= {shot.first for shot in plan.shots}


@pytest.mark.sampled(4)
@pytest.mark.parametrize("way", WAYS)
def test_a_failing_encoder_is_an_error_and_leaves_nothing(
    way: str, broken: Broken, plan: Timeline, store: AssetStore
) -> None:
    path = broken(way)
    with pytest.raises(ToolError, match="encoder"):
        encode_film(segments(plan, "libx264-pipe"), store, patience=2.0)
    until(lambda: not running(path))
    assert list((store.root / "scratch").iterdir()) == []


@pytest.mark.parametrize("way", HARMLESS)
def test_a_verbose_encoder_does_not_stall(way: str, broken: Broken, plan: Timeline, store: AssetStore) -> None:
    broken(way)
    assert encode_film(segments(plan, "libx264-pipe"), store).bytes > 10_000


def test_a_missing_ffmpeg_is_an_error(plan: Timeline, store: AssetStore, broken: Broken) -> None:
    broken("fails at start").unlink()
    with pytest.raises(ToolError, match="No such file"):
        encode_film(segments(plan, "libx264-pipe"), store)


def test_an_interrupt_ends_the_encoder(broken: Broken, plan: Timeline, store: AssetStore) -> None:
    path = broken("talks a lot")

    def stop(_: float) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        encode_film(segments(plan, "libx264-pipe"), store, stop)
    until(lambda: not running(path))


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells a child when its parent dies")
def test_killing_the_parent_ends_the_encoder(tmp_path: Path) -> None:
    path = substitute("hangs mid-way", tmp_path)
    body = (
        "from pathlib import Path; from tasks.domain.timeline import OutputSpec;"
        "from tasks.render.encoders.table import ENCODERS;"
        "from tasks.render.encoders.trial import trial_frames; from tasks.render.encoders.pipe import FramePipe, graph;"
        "out = OutputSpec(width=360, height=640); row = ENCODERS['libx264-pipe'];"
        f"pipe = FramePipe(graph(row, out, Path({str(tmp_path / 'x.mp4')!r}), (0,)), seconds=600, patience=600);"
        "[pipe.write(planes) for planes in trial_frames(out, 9000)]"
    )
    environment = {**os.environ, "PYTHONPATH": str(CHECKOUT), "DAILIES_FFMPEG": str(path)}
    parent = subprocess.Popen([sys.executable, "-c", body], cwd=CHECKOUT, env=environment)
    until(lambda: running(path))
    parent.send_signal(signal.SIGKILL)
    parent.wait()
    until(lambda: not running(path))


def test_an_encoder_of_another_codec_is_refused(plan: Timeline, store: AssetStore) -> None:
    with pytest.raises(BadInput, match="makes hevc"):
        encode_film(segments(plan, "libx265"), store)


def test_a_given_encoder_row_overrides_the_segments(plan: Timeline, store: AssetStore) -> None:
    """The row's options reach ffmpeg: a coarser film is smaller."""
    row = ENCODERS["libx264-pipe"]
    coarse = replace(row, options=row.options | {"crf": "34"})
    parts = segments(plan, "libx264-pipe")
    assert encode_film(parts, store, row=coarse).bytes < 0.7 * encode_film(parts, store).bytes
