"""A user's clip, of whatever kind, becomes one that the renderer can trust, or is refused in a sentence."""

import io
import wave
from collections.abc import Callable, Iterator
from itertools import pairwise
from pathlib import Path

import av
import cv2
import numpy as np
import psutil
import pytest
from numpy.typing import NDArray
from PIL import Image

from tasks.domain.errors import BadInput
from tasks.domain.timeline import OutputSpec
from tasks.machine.media import clips
from tasks.machine.media.clips import PreparedClip, check_clip, is_clip, prepare_clip
from tests.clips import barred, captioned, clip, cut_up, flashing, moving, turned

OUTPUT = OutputSpec(width=270, height=480)
FAST = {"preset": "ultrafast"}
Maker = Callable[[Path], object]


def made(file: Path, seconds: float = 2.0, output: OutputSpec = OUTPUT) -> PreparedClip:
    return prepare_clip(file, output, seconds, name=file.name)


def frames_of(data: bytes) -> list[np.ndarray]:
    with av.open(io.BytesIO(data), "r") as box:
        stream = box.streams.video[0]
        assert (stream.codec_context.color_trc, stream.codec_context.color_range) == (1, 1)
        assert float(stream.average_rate or 0) == OUTPUT.fps
        return [frame.to_ndarray(format="gray").astype(float) for frame in box.decode(stream)]


LONGER = pytest.mark.integration
GOOD: dict[str, Maker] = {
    "a phone's": lambda file: clip(file.with_suffix(".mp4"), moving(640, 360, 75), options=FAST, sound=True),
    "25 a second": lambda file: clip(file.with_suffix(".mp4"), moving(640, 360, 60), fps=25, options=FAST),
    "60 a second": lambda file: clip(file.with_suffix(".mov"), moving(480, 270, 140), fps=60, options=FAST),
    "VP9": lambda file: clip(
        file.with_suffix(".webm"), moving(480, 270, 60), codec="libvpx-vp9", options={"deadline": "realtime"}
    ),
    "AV1": lambda file: clip(
        file.with_suffix(".webm"), moving(480, 270, 60), codec="libsvtav1", options={"preset": "12"}
    ),
    "AV1 of 10 bits": lambda file: clip(
        file.with_suffix(".mp4"),
        moving(480, 270, 60),
        fps=25,
        codec="libsvtav1",
        pixels="yuv420p10le",
        options={"preset": "12"},
    ),
    "HEVC of 10 bits, HDR": lambda file: clip(
        file.with_suffix(".mp4"),
        moving(480, 270, 45),
        codec="libx265",
        pixels="yuv420p10le",
        options={"preset": "ultrafast", "x265-params": "log-level=error"},
        trc=16,
    ),
    "ProRes": lambda file: clip(
        file.with_suffix(".mov"), moving(480, 270, 45), codec="prores_ks", pixels="yuv422p10le"
    ),
    "interlaced": lambda file: clip(
        file.with_suffix(".ts"), moving(480, 288, 50), fps=25, codec="mpeg2video", options={"flags": "+ildct+ilme"}
    ),
    "upright": lambda file: clip(file.with_suffix(".mp4"), moving(270, 480, 60, right=0.5), options=FAST),
    "square": lambda file: clip(file.with_suffix(".mkv"), moving(300, 300, 60, right=0.5), options=FAST),
    "HEVC of 10 bits, HLG": lambda file: clip(
        file.with_suffix(".mov"),
        moving(480, 270, 45),
        codec="libx265",
        pixels="yuv420p10le",
        options={"preset": "ultrafast", "x265-params": "log-level=error"},
        trc=18,
    ),
    "an old camera's": lambda file: clip(
        file.with_suffix(".avi"), moving(480, 270, 60), codec="mjpeg", pixels="yuvj420p"
    ),
    "a camcorder's": lambda file: clip(file.with_suffix(".ts"), moving(480, 270, 60), fps=25, options=FAST).rename(
        file.with_suffix(".MTS")
    ),
    "Windows Media": lambda file: clip(file.with_suffix(".asf"), moving(480, 270, 60), codec="wmv2").rename(
        file.with_suffix(".wmv")
    ),
}


@pytest.mark.sampled(5)
@pytest.mark.parametrize("kind", GOOD)
def test_every_kind_becomes_even_frames_of_the_films_shape(kind: str, tmp_path: Path) -> None:
    GOOD[kind](tmp_path / "clip")
    (file,) = tmp_path.iterdir()
    assert is_clip(file.name)
    ready = made(file)
    frames = frames_of(ready.mp4)
    assert len(frames) == ready.frames >= 30
    assert frames[0].shape == (ready.height, ready.width)
    assert ready.width / ready.height == pytest.approx(270 / 480, rel=0.03)
    assert ready.width <= OUTPUT.width
    assert ready.smooth
    # A frame that repeats the one before it would be seen as a stutter.
    changes = [float(np.abs(a - b).mean()) for a, b in pairwise(frames)]
    assert min(changes) > 0.2 * float(np.median(changes))
    with Image.open(io.BytesIO(ready.jpeg)) as still:
        assert still.size == (310, 552)
    assert len(ready.hashes) >= 2


def disc(frame: np.ndarray) -> tuple[float, float]:
    """Where the darkest large spot, the middle of the disc, is: in shares of the frame."""
    blurred = cv2.GaussianBlur(frame.astype(np.float32), (0, 0), frame.shape[1] / 40)
    _, _, (x, y), _ = cv2.minMaxLoc(blurred)
    return x / frame.shape[1], y / frame.shape[0]


def test_the_crop_follows_what_moves(tmp_path: Path) -> None:
    ready = made(clip(tmp_path / "a.mp4", moving(960, 540, 60, right=0.75), options=FAST))
    x, _ = disc(frames_of(ready.mp4)[30])
    assert 0.2 < x < 0.8, "the disc at three quarters of the width is in the crop"


def test_a_clip_that_was_held_upright_stands_upright(tmp_path: Path) -> None:
    lying = clip(tmp_path / "lying.mp4", moving(480, 270, 60, right=0.75), options=FAST)
    ready = made(turned(lying, tmp_path / "turned.mp4"))
    assert (ready.width, ready.height) == (270, 480)
    x, y = disc(frames_of(ready.mp4)[30])
    assert y == pytest.approx(0.75, abs=0.1)
    assert x == pytest.approx(0.5, abs=0.1)


def test_black_bars_are_cut_off(tmp_path: Path) -> None:
    ready = made(clip(tmp_path / "a.mp4", barred(moving(480, 360, 60), 45), options=FAST))
    frame = frames_of(ready.mp4)[10]
    assert frame[:3].mean() > 40
    assert frame[-3:].mean() > 40


SAID = "and then the river rose again"


@pytest.mark.parametrize(
    ("down", "tall"),
    [(0.88, 0.06), *(pytest.param(*where, marks=LONGER) for where in ((0.92, 0.045), (0.12, 0.06), (0.84, 0.09)))],
)
def test_captions_that_are_burnt_in_are_cropped_off(down: float, tall: float, tmp_path: Path) -> None:
    pictures = captioned(moving(640, 360, 75, right=0.5), SAID, down=down, tall=tall)
    ready = made(clip(tmp_path / "a.mp4", pictures, options=FAST))
    assert "without what is written on it" in ready.note
    for frame in frames_of(ready.mp4)[::20]:
        assert not ((cv2.Laplacian(frame, cv2.CV_64F) > 200) & (frame > 225)).any(), "no letter is left"
    assert ready.height >= 0.4 * 480 - 2


@LONGER
def test_what_only_looks_like_writing_is_not_cropped(tmp_path: Path) -> None:
    """Bricks, a fence, leaves and a face are no lines of letters."""
    rng = np.random.default_rng(3)
    grounds = {
        "bricks": np.tile(np.pad(np.full((16, 40, 3), 150, np.uint8), ((0, 4), (0, 4), (0, 0))), (18, 16, 1)),
        "a fence": np.tile(np.pad(np.full((360, 6, 3), 230, np.uint8), ((0, 0), (0, 14), (0, 0))), (1, 32, 1)),
        "leaves": cv2.resize(rng.integers(0, 255, (72, 128, 3), np.uint8), (640, 360)),
    }
    for name, ground in grounds.items():
        pictures = (
            cv2.addWeighted(picture, 0.3, cv2.resize(ground, (640, 360)), 0.7, 0) for picture in moving(640, 360, 75)
        )
        file = clip(tmp_path / f"{name}.mp4", pictures, options=FAST)  # type: ignore[arg-type]
        assert "written" not in made(file).note, name


def test_it_comes_in_after_a_cut_that_would_fall_into_the_stretch(tmp_path: Path) -> None:
    parts = cut_up([moving(480, 270, 20, seed=1), moving(480, 270, 90, seed=9, right=0.3)])
    ready = made(clip(tmp_path / "a.mp4", parts, options=FAST))
    frames = frames_of(ready.mp4)
    assert ready.frames == 60
    assert max(float(np.abs(a - b).mean()) for a, b in pairwise(frames)) < 20


@pytest.mark.parametrize(
    ("a_second", "said"),
    [
        (24 / 1.001, "1.25 times"),
        *(pytest.param(*case, marks=LONGER) for case in ((30, ""), (30 / 1.001, ""), (60, ""), (25, "1.2 times"))),
    ],
)
def test_a_rate_is_known_from_times_in_milliseconds(a_second: float, said: str, tmp_path: Path) -> None:
    pictures, count = moving(480, 270, round(2.5 * a_second)), lambda number: round(number * 1000 / a_second)
    ready = made(clip(tmp_path / "a.mkv", pictures, times=count, options={"bf": "0"}))
    assert ready.smooth
    assert ready.note.partition("at ")[2] == (f"{said} its speed" if said else "")


@LONGER
def test_a_clip_that_would_be_over_too_soon_plays_at_its_own_pace(tmp_path: Path) -> None:
    file = clip(tmp_path / "a.mp4", moving(480, 270, 75), fps=25, options=FAST)
    for least, frames, smooth in ((2.4, 75, True), (2.6, 90, False)):
        ready = prepare_clip(file, OUTPUT, 4.0, name=file.name, least=least)
        assert (ready.frames, ready.smooth) == (frames, smooth)


def test_uneven_frames_are_shown_by_their_times(tmp_path: Path) -> None:
    times = [number * 40 + (number * 7919 % 23) for number in range(90)]
    ready = made(clip(tmp_path / "a.mkv", moving(480, 270, 90), times=times.__getitem__, options={"bf": "0"}))
    assert ready.frames == 60
    assert not ready.smooth


def test_two_subjects_far_apart_are_shown_whole(tmp_path: Path) -> None:
    def both() -> object:
        for left, right in zip(moving(960, 400, 60, right=0.12), moving(960, 400, 60, right=0.88), strict=True):
            yield np.hstack([left[:, :480], right[:, 480:]])

    ready = made(clip(tmp_path / "a.mp4", both(), options=FAST))  # type: ignore[arg-type]
    assert "whole" in ready.note
    frame = frames_of(ready.mp4)[20]
    assert frame.shape == (480, 270)
    assert frame[:60].std() < frame[150:250].std(), "blurred above, sharp in the middle"


def test_of_two_subjects_the_crop_holds_the_greater_one(tmp_path: Path) -> None:
    """In the middle between both is neither."""

    def both() -> Iterator[NDArray[np.uint8]]:
        for number, picture in enumerate(moving(960, 540, 60, right=0.2)):
            at = 880, round(270 + 60 * np.sin(number / 3))
            cv2.circle(picture, at, 54, (250, 240, 90), -1, cv2.LINE_AA)
            yield picture

    ready = made(clip(tmp_path / "a.mp4", both(), options=FAST))
    assert "cropped" in ready.note
    x, _ = disc(frames_of(ready.mp4)[30])
    assert 0.15 < x < 0.85


def test_the_same_clip_gives_the_same_bytes(tmp_path: Path) -> None:
    file = clip(tmp_path / "a.mp4", moving(480, 270, 60), options=FAST)
    assert made(file) == made(file)


def test_its_own_sound_keeps_its_pitch_at_the_pace_of_the_picture(tmp_path: Path) -> None:
    file = clip(tmp_path / "a.mp4", moving(480, 270, 75), fps=25, options=FAST, sound=True, tone=440)
    ready = prepare_clip(file, OUTPUT, 2.0, name=file.name, sound=True)
    assert "1.2 times" in ready.note
    with wave.open(io.BytesIO(ready.wav)) as heard:
        assert (heard.getframerate(), heard.getnchannels()) == (48000, 1)
        assert heard.getnframes() / 48000 == pytest.approx(ready.frames / 30, abs=0.05)
        samples = np.frombuffer(heard.readframes(heard.getnframes()), "<i2") / 32768
    strength = np.abs(np.fft.rfft(samples))
    assert np.argmax(strength) * 48000 / len(samples) == pytest.approx(440, abs=5)
    assert np.sqrt(np.mean(samples**2)) == pytest.approx(0.15, abs=0.02), "quiet sounds are brought to one level"
    assert prepare_clip(file, OUTPUT, 2.0, name=file.name).wav == b"", "nobody asked for it"


@pytest.mark.parametrize(("sound", "why"), [(False, "it has no sound"), (True, "its sound is silent")])
def test_a_clip_that_says_nothing_is_shown_all_the_same(sound: bool, why: str, tmp_path: Path) -> None:
    file = clip(tmp_path / "a.mp4", moving(480, 270, 60), options=FAST, sound=sound)
    ready = prepare_clip(file, OUTPUT, 1.5, name=file.name, sound=True)
    assert (ready.wav, ready.frames) == (b"", 45)
    assert why in ready.note


def test_what_was_had_before_the_damage_is_used(tmp_path: Path) -> None:
    file = clip(tmp_path / "a.webm", moving(480, 270, 120), codec="libvpx-vp9", options={"deadline": "realtime"})
    data = bytearray(file.read_bytes())
    data[len(data) * 2 // 3 : len(data) * 2 // 3 + 200] = bytes(200)
    file.write_bytes(data)
    assert 30 <= made(file).frames <= 60


def unreadable(data: bytes) -> Maker:
    return lambda file: file.with_suffix(".mp4").write_bytes(data)


def spoilt(cut: float) -> Maker:
    def make(file: Path) -> None:
        whole = clip(file.with_suffix(".mp4"), moving(480, 270, 60), options=FAST)
        whole.write_bytes(whole.read_bytes()[: int(whole.stat().st_size * cut)])

    return make


def secret(file: Path) -> None:
    """A text that names another file of this machine."""
    clip(file.with_name("other.mkv"), moving(480, 270, 60), options=FAST).rename(file.with_name("secret"))
    file.with_suffix(".mp4").write_text("ffconcat version 1.0\nfile secret\n")


def sound_alone(file: Path) -> None:
    with av.open(str(file.with_suffix(".mp4")), "w") as box:
        stream = box.add_stream("aac", rate=48000)
        frame = av.AudioFrame.from_ndarray(np.zeros((1, 1024), np.float32), format="fltp", layout="mono")
        frame.rate, frame.pts = 48000, 0
        box.mux(stream.encode(frame))
        box.mux(stream.encode(None))


PLAYLIST = b"#EXTM3U\n#EXT-X-TARGETDURATION:5\n#EXTINF:5,\nhttp://169.254.169.254/latest\n#EXT-X-ENDLIST\n"
BAD: dict[str, tuple[Maker, str]] = {
    "empty": (unreadable(b""), "no clip that can be opened"),
    "a text": (unreadable(b"Once upon a time"), "no clip that can be opened"),
    "noise": (unreadable(bytes(np.random.default_rng(1).integers(0, 256, 20000, np.uint8))), "cannot be"),
    "a playlist of addresses": (unreadable(PLAYLIST), "no clip that can be opened"),
    "a list of other files": (secret, "no clip that can be opened"),
    "a web page": (unreadable(b"<html><script>alert(1)</script></html>"), "no clip that can be opened"),
    "zeroes": (unreadable(bytes(50000)), "no clip that can be opened"),
    "only its head": (unreadable(b"\0\0\0\x18ftypmp42\0\0\0\0mp42isom"), "no clip that can be opened"),
    "without its index": (spoilt(0.6), "no clip that can be opened"),
    "sound alone": (sound_alone, "there is no picture in it"),
    "a picture": (lambda file: Image.new("RGB", (480, 270)).save(file.with_suffix(".mp4"), "PNG"), "cannot be"),
    "tiny": (lambda file: clip(file.with_suffix(".mp4"), moving(160, 90, 60), options=FAST), "only 160 x 90"),
    "narrow": (lambda file: clip(file.with_suffix(".mp4"), moving(900, 100, 60), options=FAST), "only 900 x 100"),
    "one frame": (lambda file: clip(file.with_suffix(".mp4"), moving(480, 270, 1), options=FAST), "a single frame"),
    "half a second": (
        lambda file: clip(file.with_suffix(".mp4"), moving(480, 270, 15), options=FAST),
        "no second of it",
    ),
    "black": (
        lambda file: clip(file.with_suffix(".mp4"), iter([np.zeros((270, 480, 3), np.uint8)] * 60), options=FAST),
        "no second of it is bright",
    ),
    "cut every half second": (
        lambda file: clip(
            file.with_suffix(".mp4"), cut_up([moving(480, 270, 12, seed=n) for n in range(8)]), options=FAST
        ),
        "without a cut",
    ),
    "flashing": (
        lambda file: clip(file.with_suffix(".mp4"), flashing(480, 270, 60, 30), options=FAST),
        "no second of it is bright and without a cut",
    ),
    "a slow strobe": (
        lambda file: clip(file.with_suffix(".mp4"), pulsing(480, 270, 90), options=FAST),
        "flashes more often than is safe",
    ),
    "a title across it": (
        lambda file: clip(
            file.with_suffix(".mp4"),
            captioned(moving(640, 360, 60), "THE END OF IT", down=0.5, tall=0.13),
            options=FAST,
        ),
        "there is writing over its picture",
    ),
    "captions above and below": (
        lambda file: clip(
            file.with_suffix(".mp4"),
            captioned(captioned(moving(640, 360, 60), SAID, down=0.3), SAID, down=0.68),
            options=FAST,
        ),
        "there is writing over its picture",
    ),
    "turned by 45 degrees": (
        lambda file: Path(file.with_suffix(".mp4")).write_bytes(slanted(file)),
        "turned by",
    ),
    "larger than 4K": (
        lambda file: clip(file.with_suffix(".mkv"), iter([np.full((2800, 5000, 3), 90, np.uint8)] * 2), codec="mpeg4"),
        "larger than 4K",
    ),
}


def pulsing(width: int, height: int, frames: int) -> Iterator[NDArray[np.uint8]]:
    """A moving picture whose light swells and fades six times a second, unseen by every fifth frame."""
    for number, picture in enumerate(moving(width, height, frames)):
        light = 0.95 + 0.5 * np.sin(2 * np.pi * number / 5)
        yield np.clip(picture * light, 0, 255).astype(np.uint8)


def slanted(file: Path) -> bytes:
    data = bytearray(clip(file.with_name("straight.mp4"), moving(480, 270, 40), options=FAST).read_bytes())
    file.with_name("straight.mp4").unlink()
    at = data.find(b"tkhd") + 4 + 40
    half, minus = (46341).to_bytes(4, "big"), (-46341 & 0xFFFFFFFF).to_bytes(4, "big")
    data[at : at + 36] = half + half + bytes(4) + minus + half + bytes(12) + (0x40000000).to_bytes(4, "big")
    return bytes(data)


@pytest.mark.sampled(5)
@pytest.mark.parametrize("kind", BAD)
def test_what_cannot_be_shown_is_refused_in_a_sentence(kind: str, tmp_path: Path) -> None:
    make, why = BAD[kind]
    make(tmp_path / "clip")
    (file,) = tmp_path.glob("clip.*")
    with pytest.raises(BadInput, match=r"^The clip clip\.\w+ cannot be used: ") as caught:
        made(file)
    assert why in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("limit", "value", "why"),
    [
        ("SECONDS", 0.01, "reading it takes more than 0 s"),
        ("WORKER", "tests.machine.media.dying", r"it breaks the program that reads it \(SIGSEGV\)"),
    ],
)
def test_a_clip_that_is_endless_or_kills_its_reader_is_refused_too(
    limit: str, value: object, why: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = clip(tmp_path / "a.mp4", moving(480, 270, 40), options=FAST)
    monkeypatch.setattr(clips, limit, value)
    with pytest.raises(BadInput, match=rf"^The clip a\.mp4 cannot be used: {why}"):
        made(file)
    readers = [child for child in psutil.Process().children() if clips.WORKER in child.cmdline()]
    assert readers == []


def test_there_are_at_least_twenty_kinds_of_bad_clips() -> None:
    assert len(BAD) >= 20


def test_a_folder_is_checked_by_the_head_alone(tmp_path: Path) -> None:
    good = clip(tmp_path / "good.mp4", moving(480, 270, 40), options=FAST)
    check_clip(good, good.name)
    bad = tmp_path / "bad.mov"
    bad.write_bytes(good.read_bytes()[:2000])
    with pytest.raises(BadInput, match=r"The clip bad\.mov cannot be used"):
        check_clip(bad, bad.name)


@pytest.mark.integration
def test_a_small_clip_is_stored_large_enough_for_the_camera(tmp_path: Path) -> None:
    file = clip(tmp_path / "small.mp4", moving(320, 240, 60), options=FAST)
    ready = made(file, output=OutputSpec(width=1080, height=1080))
    assert 0.4 * 1080 - 2 <= ready.width < 1080
    assert ready.width == ready.height
