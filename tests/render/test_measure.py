"""The quality gate: whole films pass, each defect is refused for its own reason."""

import subprocess
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from tasks.domain.models import QualityReport, Shot, Timeline
from tasks.domain.values import Artifact
from tasks.domain.verdict import judge
from tasks.machine.assets import AssetStore, assets
from tasks.machine.ffmpeg import program
from tasks.render.assemble import assemble
from tasks.render.measure import measure
from tests.bench.inputs import encoded, photograph, timeline

pytestmark = pytest.mark.media
Defect = Callable[[Path, Path], None]


@pytest.fixture(scope="module")
def store() -> AssetStore:
    return assets()


@pytest.fixture(scope="module")
def plan(store: AssetStore) -> Timeline:
    return timeline(store, seconds=5, scenes=3)


@pytest.fixture(scope="module")
def film(plan: Timeline, store: AssetStore) -> Path:
    return store.path(assemble(plan, store).file)


def judged(path: Path, plan: Timeline, store: AssetStore) -> QualityReport:
    file = store.put(path.read_bytes(), ".mp4")
    return judge(measure(file, plan, store), plan, file)


def ffmpeg(*arguments: str) -> Defect:
    """A defect made by re-encoding or re-muxing: {i} and {o} stand for the files."""

    def make(source: Path, target: Path) -> None:
        words = [word.replace("{i}", str(source)).replace("{o}", str(target)) for word in arguments]
        subprocess.run([program(), "-y", "-v", "error", *words], check=True)

    return make


X264 = ("-c:v", "libx264", "-preset", "ultrafast", "-crf", "20", "-profile:v", "high")
TAGS = ("-colorspace", "bt709", "-color_primaries", "bt709", "-color_trc", "bt709", "-color_range", "tv")
FAST = ("-movflags", "+faststart", "{o}")


def video(graph: str, *more: str) -> Defect:
    return ffmpeg("-i", "{i}", "-vf", graph, *X264, *TAGS, *more, "-c:a", "copy", *FAST)


def audio(graph: str) -> Defect:
    return ffmpeg("-i", "{i}", "-af", graph, "-c:v", "copy", "-c:a", "aac", "-b:a", "192k", "-ar", "48000", *FAST)


def cut(share: float) -> Defect:
    def make(source: Path, target: Path) -> None:
        data = source.read_bytes()
        target.write_bytes(data[: int(len(data) * share)])

    return make


def scribbled(source: Path, target: Path) -> None:
    data = bytearray(source.read_bytes())
    rng = np.random.default_rng(1)
    start = data.index(b"mdat") + 2000
    for at in rng.integers(start, len(data) - 2000, 400):
        data[at] = int(rng.integers(256))
    target.write_bytes(bytes(data))


def holding(data: bytes) -> Defect:
    return lambda _, target: (target.write_bytes(data), None)[1]


PLAIN = ("-c:v", "libx264", "-preset", "ultrafast")
BT601 = ("-colorspace", "smpte170m", "-color_primaries", "smpte170m", "-color_trc", "smpte170m")
UNEVEN = "setpts='if(lt(N,60),N,N+0.4*sin(N))/(30*TB)'"
LATE = ("-itsoffset", "0.06", "-i", "{i}", "-map", "0:v", "-map", "1:a")

DEFECTS: dict[str, tuple[Defect, str]] = {
    "too small": (video("scale=720:1280"), "size"),
    "lying down": (video("transpose=1"), "size"),
    "pixels not square": (video("setsar=4/3"), "size"),
    "25 fps": (video("fps=25"), "frames"),
    "60 fps": (video("fps=60"), "frames"),
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
    "nothing": (holding(b""), "file"),
    "a text": (holding(b"this is not a film\n" * 1000), "file"),
    "zeros": (holding(b"\0" * 100_000), "file"),
}


def test_there_are_at_least_forty_defects() -> None:
    assert len(DEFECTS) >= 40


def test_a_whole_film_passes(film: Path, plan: Timeline, store: AssetStore) -> None:
    report = judged(film, plan, store)
    assert report.passed, report.reasons
    assert len(report.checks) >= 18


@pytest.mark.parametrize("name", DEFECTS)
def test_a_defect_is_refused_for_its_reason(
    name: str, film: Path, plan: Timeline, store: AssetStore, tmp_path: Path
) -> None:
    make, reason = DEFECTS[name]
    target = tmp_path / "defect.mp4"
    make(film, target)
    report = judged(target, plan, store)
    failed = [check.name for check in report.checks if not check.passed]
    assert reason in failed, report.reasons


def _shots(plan: Timeline, pictures: list[Artifact]) -> tuple[Shot, ...]:
    return tuple(shot.model_copy(update={"picture": p}) for shot, p in zip(plan.shots, pictures, strict=True))


def test_swapped_and_foreign_pictures_are_noticed(film: Path, plan: Timeline, store: AssetStore) -> None:
    """The film is right; the plan it is held against asks for other pictures."""
    a, b, c = (shot.picture for shot in plan.shots)
    swapped = plan.model_copy(update={"shots": _shots(plan, [b, a, c])})
    reasons = judged(film, swapped, store).reasons
    assert any("scene 1 shows the picture of scene 2" in reason for reason in reasons), reasons
    other = store.put(encoded(photograph(77, 1242, 2208), quality=95), ".jpg")
    foreign = plan.model_copy(update={"shots": _shots(plan, [a, b, other])})
    assert any("scene 3 does not show its picture" in reason for reason in judged(film, foreign, store).reasons)
