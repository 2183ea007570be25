"""The quality gate: an intact film passes, and each defect fails its own check."""

import subprocess
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest
from av.video.frame import PictureType

from tasks.domain.channel import CaptionStyle
from tasks.domain.edition import QualityReport
from tasks.domain.film.motion import view_values
from tasks.domain.film.verdict import Measurements, judge
from tasks.domain.timeline import Box, Cue, OutputSpec, Shot, Timeline, View
from tasks.domain.values import Artifact
from tasks.machine.media.frames import plane_of
from tasks.machine.storage.assets import AssetStore, assets
from tasks.machine.tools.ffmpeg import program
from tasks.render import segment
from tasks.render.captions.drawing import patch
from tasks.render.captions.patches import Patch
from tasks.render.gate import likeness
from tasks.render.gate.entrances import Watch
from tasks.render.gate.measure import measure
from tasks.render.planes import Plane
from tasks.render.sound.mix import NEAR, loudness, mix
from tests.bench.assemble import assemble
from tests.bench.inputs import encoded, photograph, timeline

pytestmark = pytest.mark.media
Defect = Callable[[Path, Path], None]
SMALL = OutputSpec(width=360, height=640)


@pytest.fixture(scope="module")
def store() -> AssetStore:
    return assets()


@pytest.fixture(scope="module")
def plan(store: AssetStore) -> Timeline:
    return timeline(store, seconds=5, scenes=3, output=SMALL)


@pytest.fixture(scope="module")
def film(plan: Timeline, store: AssetStore) -> Path:
    return store.path(assemble(plan, store).file)


@pytest.fixture(scope="module")
def file(film: Path, store: AssetStore) -> Artifact:
    return store.put(film.read_bytes(), ".mp4")


@pytest.fixture(scope="module")
def measured(file: Artifact, plan: Timeline, store: AssetStore) -> Measurements:
    """Measurements of the intact film, made once for the tests that only judge it."""
    return measure(file, plan, store)


def judged(path: Path, plan: Timeline, store: AssetStore) -> QualityReport:
    """The gate's report on a file."""
    file = store.put(path.read_bytes(), ".mp4")
    return judge(measure(file, plan, store), plan, file)


def ffmpeg(*arguments: str) -> Defect:
    """A defect made by re-encoding or remuxing; {i} and {o} stand for the input and output file."""

    def make(source: Path, target: Path) -> None:
        words = [word.replace("{i}", str(source)).replace("{o}", str(target)) for word in arguments]
        subprocess.run([program(), "-y", "-v", "error", *words], check=True)

    return make


HIGH = ("-profile:v", "high", "-x264-params", "cabac=1:8x8dct=1")
X264 = ("-c:v", "libx264", "-preset", "ultrafast", "-crf", "20", *HIGH)
TAGS = ("-colorspace", "bt709", "-color_primaries", "bt709", "-color_trc", "bt709", "-color_range", "tv")
AAC = ("-c:a", "aac", "-b:a", "192k", "-ar", "48000")
FAST = ("-movflags", "+faststart", "{o}")


def video(graph: str, *more: str) -> Defect:
    """A defect of the picture by a filter graph; the sound is copied."""
    return ffmpeg("-i", "{i}", "-vf", graph, *X264, *TAGS, *more, "-c:a", "copy", *FAST)


def audio(graph: str) -> Defect:
    """A defect of the sound by a filter graph; the picture is copied."""
    return ffmpeg("-i", "{i}", "-af", graph, "-c:v", "copy", *AAC, *FAST)


def cut(share: float) -> Defect:
    """A file truncated to this share of its bytes."""

    def make(source: Path, target: Path) -> None:
        data = source.read_bytes()
        target.write_bytes(data[: int(len(data) * share)])

    return make


def cut_between_packets(source: Path, target: Path) -> None:
    """Drop the last packet; the remaining ones decode without an error."""
    with av.open(str(source), "r") as file:
        last = max(packet.pos or 0 for packet in file.demux() if packet.size)
    target.write_bytes(source.read_bytes()[:last])


def scribbled(source: Path, target: Path) -> None:
    """Overwrite 400 random bytes of the media data."""
    data = bytearray(source.read_bytes())
    rng = np.random.default_rng(1)
    start = data.index(b"mdat") + 2000
    for at in rng.integers(start, len(data) - 2000, 400):
        data[at] = int(rng.integers(256))
    target.write_bytes(bytes(data))


def hole(source: Path, target: Path) -> None:
    """Zero 20,000 bytes in the middle of the media data."""
    data = bytearray(source.read_bytes())
    middle = (data.index(b"mdat") + len(data)) // 2
    data[middle : middle + 20_000] = bytes(20_000)
    target.write_bytes(data)


def index_damaged(source: Path, target: Path) -> None:
    data = source.read_bytes()
    target.write_bytes(data.replace(b"moov", b"moof").replace(b"stbl", b"xxxx"))


def containing(data: bytes) -> Defect:
    """A file with this content."""
    return lambda _, target: (target.write_bytes(data), None)[1]


PLAIN = ("-c:v", "libx264", "-preset", "ultrafast")
BT601 = ("-colorspace", "smpte170m", "-color_primaries", "smpte170m", "-color_trc", "smpte170m")
UNEVEN = "setpts='if(lt(N,60),N,N+0.4*sin(N))/(30*TB)'"
UNTAG = "h264_metadata=colour_primaries=2:transfer_characteristics=2:matrix_coefficients=2"
VIDEO_LATE = ("-itsoffset", "0.1", "-i", "{i}", "-i", "{i}", "-map", "0:v", "-map", "1:a")
FROM_ZERO = "asetpts=PTS-STARTPTS"
# Copies the captions' strip further down, and a strip without captions to its old place.
MOVED = "split=3[a][b][c];[b]crop=360:146:0:340[low];[c]crop=360:146:0:100[high];"
MOVED += "[a][high]overlay=0:340[x];[x][low]overlay=0:486"
LATE = ("-itsoffset", "0.06", "-i", "{i}", "-map", "0:v", "-map", "1:a")

DEFECTS: dict[str, tuple[Defect, *tuple[str, ...]]] = {
    "too small": (video("scale=240:426"), "size"),
    "lying down": (video("transpose=1"), "size"),
    "pixels not square": (video("setsar=4/3"), "size"),
    "25 fps": (video("fps=25"), "frames", "frame rate"),
    "60 fps": (video("fps=60"), "frames", "frame rate"),
    "25 fps, as many frames": (video("setpts=N/(25*TB)", "-r", "25"), "frame rate", "sound ends with the picture"),
    "60 fps, as many frames": (video("setpts=N/(60*TB)", "-r", "60"), "frame rate", "sound ends with the picture"),
    "frames dropped": (video("select='not(eq(mod(n,10),5))'", "-fps_mode", "vfr"), "frames"),
    "frames held": (video(UNEVEN, "-fps_mode", "vfr", "-enc_time_base", "1/3000"), "frame rate"),
    "bt601": (ffmpeg("-i", "{i}", *X264, *BT601, "-c:a", "copy", *FAST), "colour"),
    "full range": (video("scale=out_range=pc", "-color_range", "pc"), "colour"),
    "4:4:4": (ffmpeg("-i", "{i}", *PLAIN, "-pix_fmt", "yuv444p", *TAGS, "-c:a", "copy", *FAST), "pixel format"),
    "baseline": (ffmpeg("-i", "{i}", *PLAIN, "-profile:v", "baseline", *TAGS, "-c:a", "copy", *FAST), "codec"),
    "mpeg-4": (ffmpeg("-i", "{i}", "-c:v", "mpeg4", "-q:v", "4", "-c:a", "copy", *FAST), "codec"),
    "index last": (ffmpeg("-i", "{i}", "-c", "copy", "{o}"), "index first"),
    "no sound": (ffmpeg("-i", "{i}", "-an", "-c", "copy", *FAST), "sound format"),
    "mp3": (ffmpeg("-i", "{i}", "-c:v", "copy", "-c:a", "libmp3lame", *FAST), "sound format"),
    "44.1 kHz": (ffmpeg("-i", "{i}", "-c:v", "copy", "-c:a", "aac", "-ar", "44100", *FAST), "sound format"),
    "mono": (ffmpeg("-i", "{i}", "-c:v", "copy", "-c:a", "aac", "-ac", "1", *FAST), "sound format"),
    "one side": (audio("pan=stereo|c0=2*c0|c1=0*c1"), "both sides sound"),
    "too quiet": (audio("volume=-6dB"), "loudness"),
    "too loud": (audio("volume=4dB,alimiter=limit=0.8:level=false"), "loudness"),
    "clipping": (audio("volume=9dB"), "true peak"),
    "silent": (audio("volume=0"), "no silence"),
    "a silent stretch": (audio("volume=0:enable='between(t,1,3)'"), "no silence"),
    "sound too short": (audio("atrim=end=4.5"), "sound ends with the picture"),
    "sound 60 ms late": (ffmpeg("-i", "{i}", *LATE, "-c", "copy", *FAST), "sound starts with the picture"),
    "black at the start": (video("drawbox=t=fill:c=black:enable='lt(n,12)'"), "no black"),
    "a black scene": (video("drawbox=t=fill:c=black:enable='gt(n,100)'"), "no black"),
    "one black frame": (video("drawbox=t=fill:c=black:enable='eq(n,70)'"), "no black"),
    "frozen": (video("select='lt(n,40)',tpad=stop_mode=clone:stop=110"), "moves"),
    "grey instead of pictures": (video("drawbox=t=fill:c=gray:enable='gt(n,50)'"), "scenes show their pictures"),
    "mirrored": (video("hflip"), "scenes show their pictures"),
    "green": (video("hue=h=120"), "scenes show their pictures"),
    "upside down": (video("vflip"), "scenes show their pictures"),
    "no cuts": (video("null", "-g", "300", "-sc_threshold", "0"), "cuts"),
    "cut at 90 %": (cut(0.9), "frames"),
    "cut at half": (cut(0.5), "frames"),
    "scribbled on": (scribbled, "decodes"),
    "one frame less": (video("trim=end_frame=149"), "frames"),
    "a second more": (video("tpad=stop_mode=clone:stop=30"), "frames"),
    "15 fps, each frame twice": (video("fps=15,fps=30"), "moves"),
    "turned by its tag": (ffmpeg("-display_rotation", "90", "-i", "{i}", "-c", "copy", *FAST), "size"),
    "interlaced": (video("setfield=tff", "-flags", "+ilme+ildct"), "pixel format"),
    "ten bits": (ffmpeg("-i", "{i}", *PLAIN, "-pix_fmt", "yuv420p10le", *TAGS, "-c:a", "copy", *FAST), "pixel format"),
    "untagged": (ffmpeg("-i", "{i}", "-c", "copy", "-bsf:v", UNTAG, *FAST), "colour"),
    "picture 100 ms late": (ffmpeg(*VIDEO_LATE, "-c", "copy", *FAST), "frame rate"),
    "5.1": (ffmpeg("-i", "{i}", "-c:v", "copy", "-c:a", "aac", "-ac", "6", *FAST), "sound format"),
    "voice 60 ms late": (audio("adelay=60:all=1,atrim=end=5"), "the voice keeps time"),
    "voice 60 ms early": (audio(f"atrim=start=0.06,{FROM_ZERO},apad=whole_dur=5"), "the voice keeps time"),
    "a slow clock": (audio("asetrate=47000,aresample=48000,atrim=end=5"), "the voice keeps time"),
    "backwards": (audio("areverse"), "the voice is heard"),
    "captions moved down": (video(MOVED), "captions where they belong", "captions clear of the buttons"),
    "captions painted over": (video("drawbox=y=334:h=160:t=fill:c=gray"), "captions where they belong"),
    "cut at 99 %": (cut(0.99), "decodes"),
    "cut between packets": (cut_between_packets, "decodes"),
    "cut at a tenth": (cut(0.1), "frames"),
    "a hole": (hole, "decodes"),
    "the index damaged": (index_damaged, "file"),
    "nothing": (containing(b""), "file"),
    "a text": (containing(b"this is not a film\n" * 1000), "file"),
    "zeros": (containing(b"\0" * 100_000), "file"),
}


def test_there_are_at_least_forty_defects() -> None:
    assert len(DEFECTS) >= 40


def test_an_intact_film_passes(measured: Measurements, file: Artifact, plan: Timeline) -> None:
    report = judge(measured, plan, file)
    assert report.passed, report.reasons
    assert len(report.checks) >= 18


def test_what_frames_refer_to_is_measured_as_players_show_it(
    film: Path, file: Artifact, plan: Timeline, store: AssetStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: dict[int, Plane] = {}
    monkeypatch.setattr(Watch, "see", lambda _, number, luma: seen.__setitem__(number, luma.copy()))
    measure(file, plan, store)
    with av.open(str(film)) as shown:
        for number, frame in enumerate(shown.decode(video=0)):
            if frame.pict_type != PictureType.B:
                assert np.array_equal(seen[number], plane_of(frame, 0)), number


@pytest.mark.sampled(6)
@pytest.mark.parametrize("name", DEFECTS)
def test_a_defect_fails_its_checks(name: str, film: Path, plan: Timeline, store: AssetStore, tmp_path: Path) -> None:
    make, *reasons = DEFECTS[name]
    target = tmp_path / "defect.mp4"
    make(film, target)
    report = judged(target, plan, store)
    failed = [check.name for check in report.checks if not check.passed]
    assert set(reasons) <= set(failed), report.reasons


@pytest.mark.parametrize("fps", [25, 60])
def test_another_frame_rate_is_named(fps: int, film: Path, plan: Timeline, store: AssetStore, tmp_path: Path) -> None:
    video(f"fps={fps}")(film, tmp_path / "other.mp4")
    reasons = " ".join(judged(tmp_path / "other.mp4", plan, store).reasons)
    assert "30 fps, constant" in reasons
    assert f"{fps} fps, a frame is" in reasons


def frozen_scene(first: int, end: int) -> str:
    """A filter that repeats frame `first` until `end`."""
    return f"split[a][b];[a][b]freezeframes=first={first + 1}:last={end - 1}:replace={first}"


def test_a_still_scene_between_moving_ones_is_refused(
    film: Path, plan: Timeline, store: AssetStore, tmp_path: Path
) -> None:
    shot = plan.shots[1]
    assert shot.frames - shot.transition.frames < 2 * plan.output.fps, "the scene is long enough for the freeze check"
    video(frozen_scene(shot.first + shot.transition.frames, shot.first + shot.frames))(film, tmp_path / "frozen.mp4")
    report = judged(tmp_path / "frozen.mp4", plan, store)
    assert "moves" in [check.name for check in report.checks if not check.passed]
    assert any("scene 2 stands still" in reason for reason in report.reasons), report.reasons
    assert not any("scene 1" in reason or "scene 3" in reason for reason in report.reasons), report.reasons


# For a film that lacks a scene: filter for the end of the picture, filter for the sound, failed checks.
CUTS_OUT: dict[str, tuple[str, str, set[str]]] = {
    "sound kept": ("", "anull", {"frames", "sound ends with the picture", "scenes show their pictures"}),
    "sound cut too": ("", "aselect='not({cut})',asetpts=N/SR/TB", {"frames", "scenes show their pictures"}),
    "the end held": (",tpad=stop_mode=clone:stop={frames}", "anull", {"scenes show their pictures"}),
}


@pytest.mark.sampled(3)
@pytest.mark.parametrize("name", CUTS_OUT)
def test_a_missing_scene_is_refused(name: str, film: Path, plan: Timeline, store: AssetStore, tmp_path: Path) -> None:
    shot, fps = plan.shots[1], plan.output.fps
    more, sound, reasons = CUTS_OUT[name]
    first, end = shot.first, shot.first + shot.frames
    picture = f"select='not(between(n,{first},{end - 1}))',setpts=N/({fps}*TB)" + more.format(frames=shot.frames)
    sound = sound.format(cut=f"between(t,{first / fps},{end / fps})")
    target = tmp_path / "cut.mp4"
    ffmpeg("-i", "{i}", "-vf", picture, "-af", sound, *X264, *TAGS, *AAC, *FAST)(film, target)
    report = judged(target, plan, store)
    assert reasons <= {check.name for check in report.checks if not check.passed}, report.reasons
    assert any("scene 2 shows the picture of scene 3" in reason for reason in report.reasons), report.reasons


def _shots(plan: Timeline, pictures: list[Artifact]) -> tuple[Shot, ...]:
    return tuple(shot.model_copy(update={"picture": p}) for shot, p in zip(plan.shots, pictures, strict=True))


def _cut_late(plan: Timeline) -> Timeline:
    first, second, third = plan.shots
    later = first.model_copy(update={"frames": first.frames + 9})
    sooner = second.model_copy(update={"first": second.first + 9, "frames": second.frames - 9})
    return plan.model_copy(update={"shots": (later, sooner, third)})


def _without_motion(shot: Shot) -> Shot:
    """The shot without motion, at its halfway view."""
    zoom, x, y = view_values(shot.motion, 0.5)
    view = View(zoom=zoom, x=x, y=y)
    motion = shot.motion.model_copy(update={"kind": "still", "start": view, "end": view})
    return shot.model_copy(update={"motion": motion})


def _captioned(plan: Timeline, change: Callable[[Cue], Cue]) -> Timeline:
    cues = tuple(change(cue) for cue in plan.captions.cues)
    return plan.model_copy(update={"captions": plan.captions.model_copy(update={"cues": cues})})


def _other_words(cue: Cue) -> Cue:
    return cue.model_copy(update={"words": (cue.words[0].model_copy(update={"text": "nonsense"}),)})


# Intact films of another plan: how the plan differs, the failed check, and its reason.
OTHERS: dict[str, tuple[Callable[[Timeline, list[Artifact]], Timeline], str, str]] = {
    "swapped scenes": (
        lambda plan, p: plan.model_copy(update={"shots": _shots(plan, [p[1], p[0], p[2]])}),
        "scenes show their pictures",
        "scene 1 shows the picture of scene 2",
    ),
    "a scene missing": (
        lambda plan, p: plan.model_copy(update={"shots": _shots(plan, [p[0], p[0], p[2]])}),
        "scenes show their pictures",
        "scene 2 shows the picture of scene 1",
    ),
    "a foreign picture": (
        lambda plan, p: plan.model_copy(update={"shots": _shots(plan, [p[0], p[1], p[3]])}),
        "scenes show their pictures",
        "scene 3 does not show its picture",
    ),
    "a scene begins late": (lambda plan, _: _cut_late(plan), "cuts", "no cut at frame"),
    "no captions": (
        lambda plan, _: plan.model_copy(update={"captions": plan.captions.model_copy(update={"cues": ()})}),
        "captions where they belong",
        "not there",
    ),
    "other words": (lambda plan, _: _captioned(plan, _other_words), "captions where they belong", "not there"),
    "a scene that stands still": (
        lambda plan, _: plan.model_copy(
            update={"shots": tuple(_without_motion(shot) if n == 1 else shot for n, shot in enumerate(plan.shots))}
        ),
        "moves",
        "scene 2 stands still",
    ),
    "another style": (
        lambda plan, _: plan.model_copy(
            update={"captions": plan.captions.model_copy(update={"style": CaptionStyle.spotlight})}
        ),
        "captions where they belong",
        "not there",
    ),
    "another voice": (
        lambda plan, _: plan.model_copy(update={"sound": timeline(assets(), seconds=7, scenes=1, output=SMALL).sound}),
        "the voice is heard",
        "correlation of at least",
    ),
}


@pytest.mark.sampled(6)
@pytest.mark.parametrize("name", OTHERS)
def test_a_film_of_another_plan_is_refused(name: str, plan: Timeline, store: AssetStore) -> None:
    stranger = store.put(encoded(photograph(77, 414, 736), quality=95), ".jpg")
    other, check, reason = OTHERS[name]
    film = assemble(other(plan, [*(shot.picture for shot in plan.shots), stranger]), store).file
    report = judge(measure(film, plan, store), plan, film)
    assert [c.name for c in report.checks if not c.passed] == [check], report.reasons
    assert any(reason in shown for shown in report.reasons), report.reasons


def test_an_invisible_cue_does_not_count_as_read(
    measured: Measurements, file: Artifact, plan: Timeline, store: AssetStore
) -> None:
    def unseen(cue: Cue) -> Cue:
        return cue.model_copy(update={"words": tuple(w.model_copy(update={"text": "Ꮳ"}) for w in cue.words)})

    first, *rest = plan.captions.cues
    cues = (unseen(first), *rest)
    other = plan.model_copy(update={"captions": plan.captions.model_copy(update={"cues": cues})})
    assert len(measure(file, other, store).captions) == len(measured.captions) - 1


@pytest.mark.parametrize(("off", "passes"), [(0.0, True), (0.3, True), (-0.3, True), (0.4, False), (-0.4, False)])
def test_the_loudness_tolerance_is_the_mixers(
    off: float, passes: bool, measured: Measurements, file: Artifact, plan: Timeline
) -> None:
    report = judge(measured.model_copy(update={"lufs": round(plan.sound.lufs + off, 1)}), plan, file)
    assert [check.name for check in report.checks if not check.passed] == ([] if passes else ["loudness"])


def test_gate_and_mixer_measure_the_same_loudness(measured: Measurements, plan: Timeline, store: AssetStore) -> None:
    """Muxing must not change the measured loudness, or the gate could not be as strict as the mixer."""
    mixed = loudness(store.path(mix(plan.sound, plan.frames, plan.output, store)))
    assert (measured.lufs, measured.true_peak) == (mixed.integrated, mixed.true_peak)
    assert abs(measured.lufs - plan.sound.lufs) <= NEAR


def test_a_caption_box_outside_the_safe_area_is_refused(measured: Measurements, file: Artifact, plan: Timeline) -> None:
    low = Box(left=66, top=466, right=294, bottom=566)
    report = judge(measured.model_copy(update={"caption_boxes": (*measured.caption_boxes, low)}), plan, file)
    assert [check.name for check in report.checks if not check.passed] == ["captions clear of the buttons"]


@pytest.mark.sampled(4)
@pytest.mark.parametrize("style", CaptionStyle)
@pytest.mark.parametrize("agreed", [False, True])
def test_a_film_with_captions_outside_the_safe_area_is_refused(
    style: CaptionStyle, agreed: bool, store: AssetStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Captions drawn too low: `agreed` says whether the gate expects the same wrong place."""

    def too_low(*arguments: Any) -> Patch:
        placed = patch(*arguments)
        return replace(placed, top=(SMALL.height - placed.luma.shape[0] - 20) // 2 * 2)

    plan = timeline(store, seconds=3, scenes=2, seed=6, output=SMALL, style=style)
    monkeypatch.setattr(segment, "patch", too_low)
    film = assemble(plan, store).file
    if agreed:
        monkeypatch.setattr(likeness, "patch", too_low)
    measured = measure(film, plan, store)
    report = judge(measured, plan, film)
    misplaced = [] if agreed else ["captions where they belong"]
    assert [check.name for check in report.checks if not check.passed] == ["captions clear of the buttons", *misplaced]
    assert {box.bottom for box in measured.caption_boxes} == {SMALL.height - 20}
