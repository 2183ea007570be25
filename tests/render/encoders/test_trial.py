"""Trials of hardware encoders: each is judged by its output, and software is the fallback."""

import os
import re
import subprocess
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tasks.domain.errors import BadInput
from tasks.domain.timeline import OutputSpec
from tasks.machine.home import home
from tasks.machine.tools.devices import devices
from tasks.machine.tools.ffmpeg import program
from tasks.render.encoders import trial
from tasks.render.encoders.pipe import graph
from tasks.render.encoders.table import ENCODERS, SOFTWARE, Encoder, open_encoder
from tasks.render.encoders.trial import (
    FRAMES,
    Verdict,
    choose_encoder,
    software_fps,
    trial_frames,
    try_out,
    verdict,
    verdicts,
)
from tasks.render.planes import Planes
from tests.faults.ffmpegs import HANGING, WAYS, Broken, running
from tests.machine.tools.test_ffmpeg import until

pytestmark = pytest.mark.media
SMALL = OutputSpec(width=360, height=640)
HARDWARE = [name for name, row in ENCODERS.items() if row.hardware]
PIPED = ENCODERS["libx264-pipe"]
no_devices = pytest.mark.skipif("/dev/" in devices(), reason="this machine has a device that may encode")


def test_every_family_and_codec_has_its_row() -> None:
    assert {name.partition("_")[2] for name in HARDWARE} == {"nvenc", "vaapi", "qsv", "videotoolbox", "amf"}
    assert {ENCODERS[name].makes for name in HARDWARE} == set(SOFTWARE)
    assert all(ENCODERS[name].piped for name in HARDWARE)


@pytest.mark.parametrize("name", [name for name in HARDWARE if not name.endswith("videotoolbox")])
def test_ffmpeg_knows_every_option_of_a_row(name: str) -> None:
    def ask(*words: str) -> str:
        return subprocess.run([program(), "-hide_banner", *words], capture_output=True, text=True, check=True).stdout

    help_text = ask("-h", f"encoder={name}")
    if "is not recognized" in help_text:
        pytest.skip(f"this ffmpeg was built without {name}")
    known = set(re.findall(r"^ *-(\w[\w-]*)", help_text + ask("-h", "full"), re.MULTILINE))
    assert {option.partition(":")[0] for option in ENCODERS[name].options} <= known


@no_devices
def test_without_a_device_every_hardware_encoder_is_unusable(monkeypatch: pytest.MonkeyPatch) -> None:
    """They fail fast: each reads a few of the trial's frames at most, and software is not timed for comparison."""
    drawn = []

    def frames(output: OutputSpec) -> Iterator[Planes]:
        for frame in trial_frames(output):
            drawn.append(frame[0].shape)
            yield frame

    monkeypatch.setattr(trial, "trial_frames", frames)
    monkeypatch.setattr(trial, "software_fps", lambda *_: pytest.fail("software was timed"))
    results = verdicts(OutputSpec(), 2, again=True)
    assert [result.encoder for result in results] == HARDWARE
    for result in results:
        assert not result.usable
        assert "encoder" in result.reason
    assert set(drawn) == {(1920, 1080)}
    assert len(drawn) < FRAMES * len(HARDWARE) / 5, "ffmpeg reads only a few frames ahead"
    assert list(home().glob("tmp*")) == []
    assert choose_encoder("auto", OutputSpec(), 2) == "libx264"


@no_devices
@pytest.mark.parametrize("codec", SOFTWARE)
def test_each_codec_falls_back_to_its_software_encoder(codec: str) -> None:
    output = OutputSpec.model_validate({"width": 360, "height": 640, "codec": codec})
    name = choose_encoder("auto", output, 2)
    assert name == SOFTWARE[output.codec]
    assert ENCODERS[name].makes == codec


def test_a_named_encoder_is_used_if_it_makes_the_codec() -> None:
    assert choose_encoder("h264_nvenc", SMALL, 2) == "h264_nvenc"
    with pytest.raises(BadInput, match="no encoder 'h264_magic'"):
        choose_encoder("h264_magic", SMALL, 2)
    with pytest.raises(BadInput, match="makes hevc"):
        choose_encoder("hevc_nvenc", SMALL, 2)


def test_auto_chooses_the_fastest_usable_encoder_of_the_codec(monkeypatch: pytest.MonkeyPatch) -> None:
    speeds = {"h264_nvenc": 300.0, "h264_vaapi": 400.0, "h264_qsv": 500.0, "hevc_nvenc": 900.0}
    monkeypatch.setattr(
        trial,
        "verdict",
        lambda name, *_: Verdict(encoder=name, usable=name != "h264_qsv", reason="", fps=speeds.get(name, 0.0)),
    )
    assert choose_encoder("auto", SMALL, 2) == "h264_vaapi"
    assert choose_encoder("auto", SMALL.model_copy(update={"codec": "hevc"}), 2) == "hevc_nvenc"


def test_an_encoder_that_beats_software_is_usable() -> None:
    """x264 in place of hardware, compared with slow and with fast software."""
    result = try_out("it", PIPED, SMALL, lambda: 1.0)
    assert result.usable
    assert result.reason == "works"
    assert result.psnr > 40
    assert result.speed == pytest.approx(result.fps, rel=0.01)
    result = try_out("it", PIPED, SMALL, lambda: 1e6)
    assert not result.usable
    assert "software is faster" in result.reason


def test_a_poor_picture_is_not_usable() -> None:
    result = try_out("it", replace(PIPED, options=PIPED.options | {"crf": "48"}), SMALL, lambda: 1.0)
    assert not result.usable
    assert "poor" in result.reason


def test_another_profile_is_not_usable() -> None:
    options = PIPED.options | {"profile": "baseline"}
    result = try_out("it", replace(PIPED, options=options), SMALL, lambda: 1.0)
    assert "profile" in result.reason


@pytest.mark.sampled(4)
@pytest.mark.parametrize("way", [way for way in WAYS if way not in HANGING])
def test_a_failing_encoder_is_not_usable(way: str, broken: Broken) -> None:
    broken(way)
    result = try_out("it", PIPED, SMALL, lambda: 1.0)
    assert not result.usable
    assert "encoder" in result.reason


def test_an_encoder_missing_from_ffmpeg_is_named_as_the_reason() -> None:
    result = try_out("it", replace(PIPED, codec="h264_nowhere"), SMALL, lambda: 1.0)
    assert not result.usable
    assert result.reason == "this ffmpeg was built without this encoder"


@pytest.mark.sampled(3)
@pytest.mark.parametrize("way", HANGING)
def test_a_hanging_encoder_is_not_usable_after_the_deadline(
    way: str, broken: Broken, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(trial, "SECONDS", 1.0)
    path = broken(way)
    result = try_out("it", PIPED, SMALL, lambda: 1.0)
    assert not result.usable
    assert "deadline of 1 s" in result.reason, "the deadline ended it, not the substitute's own limit of ten minutes"
    until(lambda: not running(path))
    assert list(home().glob("tmp*")) == []


def test_software_is_timed_with_the_requested_codec(monkeypatch: pytest.MonkeyPatch) -> None:
    timed = []

    def opened(name: str, output: OutputSpec) -> object:
        timed.append(name)
        return open_encoder(name, output)

    def piped(row: Encoder, *rest: Any) -> object:
        timed.append(row.codec)
        return graph(row, *rest)

    monkeypatch.setattr(trial, "open_encoder", opened)
    monkeypatch.setattr(trial, "graph", piped)
    software_fps.cache_clear()
    assert software_fps(SMALL, 2) > 0
    assert software_fps(SMALL.model_copy(update={"codec": "hevc"}), 2) > 0
    assert timed == ["libx264", "libx265"]


def test_a_verdict_is_cached_until_its_inputs_change_or_it_expires(broken: Broken) -> None:
    log = broken("fails at start").with_name("asked.log")

    def tries() -> int:
        return log.read_text().count("pipe:0")

    first = verdict("h264_amf", SMALL, 2)
    assert (first.usable, tries()) == (False, 1)
    assert verdict("h264_amf", SMALL, 2) == first
    assert tries() == 1
    verdict("h264_amf", SMALL, 2, again=True)
    assert tries() == 2
    verdict("h264_amf", OutputSpec(width=720, height=1280), 2)
    assert tries() == 3
    verdict("h264_amf", SMALL, 3)
    assert tries() == 4
    for file in (home() / "encoders").glob("h264_amf-*"):
        os.utime(file, (time.time() - trial.MAX_AGE - 1,) * 2)
    verdict("h264_amf", SMALL, 2)
    assert tries() == 5


@pytest.mark.parametrize(
    ("name", "other"),
    [
        ("program", "/opt/ffmpeg"),
        ("build", "ffmpeg version 9.0"),
        ("devices", "/dev/dri/renderD128\nNVRM version: 580.1"),
        ("X264", ("subme=1",)),
    ],
)
def test_another_ffmpeg_driver_or_device_needs_a_new_trial(
    name: str, other: object, broken: Broken, monkeypatch: pytest.MonkeyPatch
) -> None:
    log = broken("fails at start").with_name("asked.log")
    verdict("h264_amf", SMALL, 2)
    before = log.read_text().count("pipe:0")
    with monkeypatch.context() as patch:
        patch.setattr(trial, name, (lambda: other) if callable(getattr(trial, name)) else other)
        for _ in range(2):
            verdict("h264_amf", SMALL, 2)
            assert log.read_text().count("pipe:0") == before + 1
    verdict("h264_amf", SMALL, 2)
    assert log.read_text().count("pipe:0") == before + 1, "the earlier verdict is still cached"


def test_a_changed_row_needs_a_new_trial(broken: Broken, monkeypatch: pytest.MonkeyPatch) -> None:
    log = broken("fails at start").with_name("asked.log")
    verdict("h264_amf", SMALL, 2)
    row = ENCODERS["h264_amf"]
    monkeypatch.setitem(ENCODERS, "h264_amf", replace(row, options=row.options | {"quality": "speed"}))
    verdict("h264_amf", SMALL, 2)
    assert log.read_text().count("pipe:0") == 2


def test_devices_drivers_and_libraries_are_part_of_the_fingerprint(tmp_path: Path) -> None:
    before = devices(tmp_path)
    for name, text in {
        "dev/dri/renderD128": "",
        "sys/class/drm/renderD128/device/vendor": "0x8086\n",
        "proc/driver/nvidia/version": "NVRM version: 580.1\n",
        "usr/lib/x86_64-linux-gnu/dri/iHD_drv_video.so": "driver",
    }.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)
        after = devices(tmp_path)
        assert after != before, name
        before = after
    assert "0x8086" in after
    assert "580.1" in after
