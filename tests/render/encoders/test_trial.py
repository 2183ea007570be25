"""Hardware encoders are judged by what they make; where there is none, each is found unusable and software is taken."""

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

    said = ask("-h", f"encoder={name}")
    if "is not recognized" in said:
        pytest.skip(f"this ffmpeg was built without {name}")
    known = set(re.findall(r"^ *-(\w[\w-]*)", said + ask("-h", "full"), re.MULTILINE))
    assert {option.partition(":")[0] for option in ENCODERS[name].options} <= known


@no_devices
def test_here_every_one_is_found_unusable_at_real_size(monkeypatch: pytest.MonkeyPatch) -> None:
    """And soon: each takes a few of a trial's frames at most, and software is not timed for comparison."""
    drawn = []

    def frames(output: OutputSpec) -> Iterator[Planes]:
        for frame in trial_frames(output):
            drawn.append(frame[0].shape)
            yield frame

    monkeypatch.setattr(trial, "trial_frames", frames)
    monkeypatch.setattr(trial, "software_fps", lambda *_: pytest.fail("software was timed"))
    found = verdicts(OutputSpec(), 2, again=True)
    assert [one.encoder for one in found] == HARDWARE
    for one in found:
        assert not one.usable
        assert "encoder" in one.reason
    assert set(drawn) == {(1920, 1080)}
    assert len(drawn) < FRAMES * len(HARDWARE) / 5, "ffmpeg reads ahead, but not much"
    assert list(home().glob("tmp*")) == []
    assert choose_encoder("auto", OutputSpec(), 2) == "libx264"


@no_devices
@pytest.mark.parametrize("codec", SOFTWARE)
def test_each_codec_has_its_software(codec: str) -> None:
    output = OutputSpec.model_validate({"width": 360, "height": 640, "codec": codec})
    name = choose_encoder("auto", output, 2)
    assert name == SOFTWARE[output.codec]
    assert ENCODERS[name].makes == codec


def test_a_name_is_taken_at_its_word_when_it_fits() -> None:
    assert choose_encoder("h264_nvenc", SMALL, 2) == "h264_nvenc"
    with pytest.raises(BadInput, match="no encoder 'h264_magic'"):
        choose_encoder("h264_magic", SMALL, 2)
    with pytest.raises(BadInput, match="makes hevc"):
        choose_encoder("hevc_nvenc", SMALL, 2)


def test_auto_takes_the_fastest_that_works_and_makes_this_codec(monkeypatch: pytest.MonkeyPatch) -> None:
    speeds = {"h264_nvenc": 300.0, "h264_vaapi": 400.0, "h264_qsv": 500.0, "hevc_nvenc": 900.0}
    monkeypatch.setattr(
        trial,
        "verdict",
        lambda name, *_: Verdict(encoder=name, usable=name != "h264_qsv", reason="", fps=speeds.get(name, 0.0)),
    )
    assert choose_encoder("auto", SMALL, 2) == "h264_vaapi"
    assert choose_encoder("auto", SMALL.model_copy(update={"codec": "hevc"}), 2) == "hevc_nvenc"


def test_one_that_works_and_is_faster_is_usable() -> None:
    """x264 in the role of the hardware, against a slow machine and against a fast one."""
    found = try_out("it", PIPED, SMALL, lambda: 1.0)
    assert found.usable
    assert found.reason == "works"
    assert found.psnr > 40
    assert found.speed == pytest.approx(found.fps, rel=0.01)
    found = try_out("it", PIPED, SMALL, lambda: 1e6)
    assert not found.usable
    assert "software is faster" in found.reason


def test_a_poor_picture_is_not_usable() -> None:
    found = try_out("it", replace(PIPED, options=PIPED.options | {"crf": "48"}), SMALL, lambda: 1.0)
    assert not found.usable
    assert "poor" in found.reason


def test_another_profile_is_not_usable() -> None:
    options = PIPED.options | {"profile": "baseline"}
    found = try_out("it", replace(PIPED, options=options), SMALL, lambda: 1.0)
    assert "profile" in found.reason


@pytest.mark.parametrize("way", [way for way in WAYS if way not in HANGING])
def test_one_that_fails_is_not_usable(way: str, broken: Broken) -> None:
    broken(way)
    found = try_out("it", PIPED, SMALL, lambda: 1.0)
    assert not found.usable
    assert "encoder" in found.reason


def test_one_that_ffmpeg_was_built_without_is_said_so() -> None:
    found = try_out("it", replace(PIPED, codec="h264_nowhere"), SMALL, lambda: 1.0)
    assert not found.usable
    assert found.reason == "this ffmpeg was built without this encoder"


@pytest.mark.parametrize("way", HANGING)
def test_one_that_hangs_is_not_usable_by_its_deadline(
    way: str, broken: Broken, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(trial, "SECONDS", 1.0)
    path = broken(way)
    found = try_out("it", PIPED, SMALL, lambda: 1.0)
    assert not found.usable
    assert "deadline of 1 s" in found.reason, "the substitutes end by themselves after ten minutes"
    until(lambda: not running(path))
    assert list(home().glob("tmp*")) == []


def test_software_is_timed_with_the_codec_that_is_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
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


def test_a_verdict_is_kept_until_something_changes(broken: Broken) -> None:
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
    for kept in (home() / "encoders").glob("h264_amf-*"):
        os.utime(kept, (time.time() - trial.WEEK - 1,) * 2)
    verdict("h264_amf", SMALL, 2)
    assert tries() == 5


@pytest.mark.parametrize(
    ("asked", "other"),
    [
        ("program", "/opt/ffmpeg"),
        ("build", "ffmpeg version 9.0"),
        ("devices", "/dev/dri/renderD128\nNVRM version: 580.1"),
        ("X264", ("subme=1",)),
    ],
)
def test_another_ffmpeg_driver_or_device_is_tried_anew(
    asked: str, other: object, broken: Broken, monkeypatch: pytest.MonkeyPatch
) -> None:
    log = broken("fails at start").with_name("asked.log")
    verdict("h264_amf", SMALL, 2)
    before = log.read_text().count("pipe:0")
    with monkeypatch.context() as patch:
        patch.setattr(trial, asked, (lambda: other) if callable(getattr(trial, asked)) else other)
        for _ in range(2):
            verdict("h264_amf", SMALL, 2)
            assert log.read_text().count("pipe:0") == before + 1
    verdict("h264_amf", SMALL, 2)
    assert log.read_text().count("pipe:0") == before + 1, "what was found before is still known"


def test_another_row_is_tried_anew(broken: Broken, monkeypatch: pytest.MonkeyPatch) -> None:
    log = broken("fails at start").with_name("asked.log")
    verdict("h264_amf", SMALL, 2)
    row = ENCODERS["h264_amf"]
    monkeypatch.setitem(ENCODERS, "h264_amf", replace(row, options=row.options | {"quality": "speed"}))
    verdict("h264_amf", SMALL, 2)
    assert log.read_text().count("pipe:0") == 2


def test_devices_drivers_and_their_libraries_are_named(tmp_path: Path) -> None:
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
