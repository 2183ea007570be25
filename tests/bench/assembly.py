"""Measures the cost of assembly against the seed's design and against the limit, which is encoding alone.

Pictures and voice exist beforehand. Our side has motion, fades, captions, ducked music and a loudness target; the
seed's shows stills with the bare voice. The sides run one after the other, each in its own process. The seed gets
pictures as they are found: of all sizes, two in five of them PNG or WebP, which its ffmpeg decodes again for every
frame; with JPEG alone (--jpeg) it costs about a quarter less. `--all` adds the limit (the same encoder on the same
frames in memory), VMAF, cached and resumed runs, other lengths and shapes, the cost of a pipe, and moviepy; `--peers`
adds other projects' programs, in virtual environments of their own. Exits with 1 if a target is missed.
"""

import argparse
import json
import sys
import tempfile
from collections.abc import Mapping, Sequence
from importlib.util import find_spec
from pathlib import Path

import cv2
import numpy as np

from tasks.domain.film.subtitles import srt
from tasks.domain.timeline import OutputSpec
from tasks.machine.media.pictures import picture_size
from tasks.machine.storage.assets import AssetStore
from tests.bench import lively, others, report, turns
from tests.bench.inputs import encoded, photograph, prepared, timeline, words
from tests.bench.meter import Figures, run_measured

# Sizes in pixels of the pictures as found, in the order of the scenes.
SOURCES = (
    *((1920, 1080), (4000, 3000), (1024, 1792), (2560, 1600), (800, 600), (1200, 1600), (3000, 4000)),
    *((1080, 1920), (1600, 1200), (1280, 720), (2048, 2048), (1792, 1024), (3840, 2160), (1024, 1024)),
)
FORMATS = ("jpg", "jpg", "jpg", "png", "webp")
LENGTHS = (15.0, 180.0)  # seconds, in addition to the full run
SHAPES = ((1080, 1080), (1920, 1080), (2160, 3840))  # in addition to the full run
SHAPE_SECONDS = 15.0  # length of the film in each shape
BRIEF_SECONDS = 6.0  # length of the film for the slowest of the others
WITHOUT_COMPILER = {"DAILIES_COMPILED": "0"}  # without the compiled resampler, frames are drawn by OpenCV


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=55.0)
    parser.add_argument("--scenes", type=int, default=14)
    parser.add_argument("--rounds", type=int, default=5, help="of ours and the limit, in turn")
    parser.add_argument("--jpeg", action="store_true", help="give the seed nothing but JPEG")
    parser.add_argument("--all", action="store_true", help="all but the peers")
    parser.add_argument("--peers", action="store_true", help="FactReel and MoneyPrinterTurbo as well (ten minutes)")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        _prepare(folder, options.seconds, options.scenes, FORMATS[:1] if options.jpeg else FORMATS)
        results = {"seed": _side("seed", folder), "ours": _side("ours", folder)}
        if options.all:
            results |= _against_the_limit(folder, options.rounds)
            results |= {part: _part(part, folder) for part in ("again", "killed")}
            results |= _lengths(folder, options.seconds, options.scenes) | _shapes(folder)
            results["ours"]["vmaf"] = _side("judged", folder)["vmaf"]
            results |= {"piped": _side("piped", folder)} | others.moviepy(folder)
            results |= lively.measured(folder / "staged", options.rounds)
        if options.peers:
            brief = folder / "brief"
            brief.mkdir()
            _prepare(brief, BRIEF_SECONDS, 2, FORMATS[:1])
            results |= {"ours_brief": _side("ours", brief)} | others.peers(folder, brief)
    return report.write(results, options.seconds)


def _prepare(folder: Path, seconds: float, scenes: int, formats: Sequence[str]) -> None:
    """Write the same inputs for all sides: pictures in a store for ours, as files for the others."""
    store = AssetStore(folder / "assets")
    plan = timeline(store, seconds=seconds, scenes=scenes)
    (folder / "timeline.json").write_text(plan.model_dump_json())
    (folder / "voice.wav").write_bytes(store.read(plan.sound.voice))
    (folder / "captions.srt").write_text(srt(plan.captions.spoken, plan.output.fps))
    timed_words = [(word.text, word.start, word.end) for word in words(seconds)]
    (folder / "inputs.json").write_text(
        json.dumps({"frames": [shot.frames for shot in plan.shots], "words": timed_words})
    )
    (folder / "jpeg").mkdir()
    for number in range(scenes):
        size = SOURCES[number % len(SOURCES)]
        drawn = photograph(100 + number, size[0] // 2, size[1] // 2)
        picture = np.asarray(cv2.resize(drawn, size, interpolation=cv2.INTER_CUBIC), np.uint8)
        kind = formats[number % len(formats)]
        (folder / f"{number:02}.{kind}").write_bytes(encoded(picture, kind))
        (folder / "jpeg" / f"{number:02}.jpg").write_bytes(encoded(picture))


def _side(side: str, folder: Path, env: Mapping[str, str] | None = None) -> Figures:
    return run_measured([sys.executable, "-m", "tests.bench.sides", side, str(folder)], env=env)


def _part(part: str, folder: Path) -> Figures:
    return run_measured([sys.executable, "-m", "tests.bench.repeats", part, str(folder)])


def _against_the_limit(folder: Path, rounds: int) -> dict[str, Figures]:
    """Each way of drawing, measured alone and as a ratio to the limit."""
    sound = {"sound": _side("sound", folder)}
    sides: dict[str, Mapping[str, str]] = {"picture": {}, "picture_opencv": WITHOUT_COMPILER}
    if find_spec("ziglang"):
        # With this PATH no system compiler is found, so the wheel ziglang compiles.
        sides["picture_wheels"] = {"PATH": str(folder), "DAILIES_HOME": str(folder / "wheels")}
    else:
        sys.stdout.write('"wheels alone" is not measured: no compiler is installed as a wheel. Run: make compiler\n')
    alone = {side: _side("picture", folder, env) for side, env in sides.items()}
    against = turns.against_the_limit(folder, rounds, sides)
    return sound | {side: alone.get(side, {}) | ratios for side, ratios in against.items()}


def _lengths(folder: Path, seconds: float, scenes: int) -> dict[str, Figures]:
    """Our side on films of other lengths, with scenes of the same mean length."""
    figures = {}
    for length in LENGTHS:
        place = folder / f"{length:.0f}s"
        _plan(place, OutputSpec(), length, max(2, round(scenes * length / seconds)))
        figures[f"ours_{length:.0f}s"] = _side("ours", place)
    return figures


def _shapes(folder: Path) -> dict[str, Figures]:
    """Our side on films of other shapes."""
    figures = {}
    for width, height in SHAPES:
        place = folder / f"{width}x{height}"
        _plan(place, OutputSpec(width=width, height=height), SHAPE_SECONDS, 4)
        figures[f"ours_{width}x{height}"] = _side("ours", place)
    return figures


def _plan(place: Path, output: OutputSpec, seconds: float, scenes: int) -> None:
    """Write a timeline over at most 14 pictures; they recur too far apart for the renderer's caches to help."""
    store = AssetStore(place / "assets")
    drawn = [store.put(prepared(photograph(n, *picture_size(output))), ".jpg") for n in range(min(scenes, 14))]
    pictures = [drawn[number % len(drawn)] for number in range(scenes)]
    plan = timeline(store, seconds=seconds, scenes=scenes, output=output, pictures=pictures)
    (place / "timeline.json").write_text(plan.model_dump_json())


if __name__ == "__main__":
    sys.exit(main())
