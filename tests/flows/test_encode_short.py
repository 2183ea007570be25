"""The encode flow in each of its modes: by segments, as one film, and in software after hardware fails."""

from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest

import tasks.encode
import tasks.render.film
from tasks.domain.edition import Video
from tasks.domain.errors import ToolError
from tasks.domain.film.verdict import judge
from tasks.domain.timeline import OutputSpec, Timeline
from tasks.machine.settings import settings
from tasks.machine.storage.assets import assets
from tasks.render.encoders import trial
from tasks.render.encoders.table import ENCODERS
from tasks.render.film import encode_film
from tasks.render.gate.measure import measure
from tasks.stagecraft import telemetry
from tasks.stagecraft.dispatch.encoder_choice import encoder_for
from tests.bench.inputs import timeline
from tests.faults.ffmpegs import HANGING, WAYS, Broken, running
from tests.machine.tools.test_ffmpeg import until

pytestmark = [pytest.mark.media, pytest.mark.server, pytest.mark.integration]


@pytest.fixture(autouse=True)
def _server(prefect_server: None) -> None:
    """Use the real Prefect server in every test."""


def encoded_film(seed: int, encoder: str) -> tuple[Video, telemetry.Recorder, Timeline]:
    """Encode a 2.5-second film, check that it passes the quality gate, and return it with its telemetry."""
    from flows.encode_short import encode_short

    plan = timeline(assets(), seconds=2.5, scenes=2, seed=seed, output=OutputSpec(width=360, height=640))
    with telemetry.recording() as recorder:
        video: Video = encode_short(plan, encoder)
    report = judge(measure(video.file, plan, assets()), plan, video.file)
    assert report.passed, report.reasons
    return video, recorder, plan


@pytest.mark.parametrize("encoder", ["libx264", "libx264-pipe"])
def test_the_requested_encoder_makes_the_film(encoder: str) -> None:
    video, recorder, plan = encoded_film(21, encoder)
    assert (video.encoder, video.note) == (encoder, "")
    assert "encoder_replaced" not in recorder.metrics
    # libx264 runs two segments, the sound and the mux. libx264-pipe encodes the film as one task and reuses the sound.
    expected = {"libx264": (4, 0), "libx264-pipe": (2, 1)}[encoder]
    assert (recorder.tallies["encode"].executed, recorder.tallies["encode"].cached) == expected
    assert sum(recorder.counts["encode"].values()) == plan.frames


@pytest.mark.parametrize("way", ["fails at start", "fails mid-way", "ends early, content", "inverts", *HANGING])
def test_software_replaces_failing_hardware_once_and_records_it(
    way: str, broken: Broken, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = broken(way)
    if way in HANGING:
        monkeypatch.setattr(tasks.render.film, "encode_film", partial(encode_film, patience=1.0))
    video, recorder, plan = encoded_film(30 + list(WAYS).index(way), "libx264-pipe")
    assert video.encoder == "libx264"
    assert "libx264 encoded the film instead of libx264-pipe: The encoder" in video.note
    assert recorder.metrics["encoder_replaced"] == 1
    assert ("within 1 s" in video.note) == (way in HANGING)
    assert Path(path.with_name("asked.log")).read_text().count("pipe:0") == 1
    until(lambda: not running(path))
    assert sum(recorder.counts["encode"].values()) == plan.frames


def test_auto_takes_hardware_that_passed_its_trial(monkeypatch: pytest.MonkeyPatch) -> None:
    """Present x264 as a hardware encoder on a machine whose software encoder is slow."""
    monkeypatch.setitem(ENCODERS, "h264_role", replace(ENCODERS["libx264-pipe"], hardware=True))
    monkeypatch.setattr(trial, "software_fps", lambda *_: 1.0)
    video, recorder, plan = encoded_film(40, "auto")
    verdict = {each.encoder: each for each in trial.verdicts(plan.output, settings().encode_workers)}["h264_role"]
    assert (verdict.usable, verdict.reason) == (True, "works")
    assert (video.encoder, video.note) == ("h264_role", "")
    assert "encoder_replaced" not in recorder.metrics
    assert recorder.tallies["encode"].executed == 3, "the sound, the film and the mux"
    assert sum(recorder.counts["encode"].values()) == plan.frames


def test_auto_is_the_encoder_chosen_for_this_host() -> None:
    video, _, plan = encoded_film(20, "auto")
    assert video.encoder == encoder_for(plan.output)


def test_software_replaces_missing_hardware() -> None:
    video, recorder, _ = encoded_film(23, "h264_nvenc")
    if video.encoder == "h264_nvenc":
        pytest.skip("this machine has NVENC")
    assert video.encoder == "libx264"
    assert recorder.metrics["encoder_replaced"] == 1


def test_failing_software_is_an_error(broken: Broken) -> None:
    """The HEVC software encoder also uses the pipe, and no other encoder can replace it."""
    from flows.encode_short import encode_short

    broken("fails mid-way")
    output = OutputSpec(width=360, height=640, codec="hevc")
    with pytest.raises(ToolError, match="device was lost"):
        encode_short(timeline(assets(), seconds=2, scenes=2, seed=24, output=output), "libx265")
