"""What the assembly costs, in one run: against the seed's design, and against the least that its encoder could cost.

Pictures and voice are ready for everybody. Ours moves, fades, captions, ducks music and meets its loudness; the seed's
shows stills with the bare voice. Each side runs in a process of its own, one after the other. The seed's pictures are
as they are found: of all sizes, two in five of them PNG or WebP, which its ffmpeg decodes again for every frame; with
JPEG alone (--jpeg) it costs about a quarter less. `--all` adds the limit (the same encoder on the same frames in
memory), VMAF, what is not made twice, other lengths and shapes, the price of a pipe, and moviepy; `--peers` adds other
people's whole programs. Other people's code runs in virtual environments made for it. Exits with 1 when a promise is
broken.
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
from tests.bench import others, report, turns
from tests.bench.inputs import encoded, photograph, prepared, timeline, words
from tests.bench.meter import Figures, measured

# Pixels of the pictures as found; their order is the scenes'.
SOURCES = (
    *((1920, 1080), (4000, 3000), (1024, 1792), (2560, 1600), (800, 600), (1200, 1600), (3000, 4000)),
    *((1080, 1920), (1600, 1200), (1280, 720), (2048, 2048), (1792, 1024), (3840, 2160), (1024, 1024)),
)
FORMATS = ("jpg", "jpg", "jpg", "png", "webp")
LENGTHS = (15.0, 180.0)  # seconds, beside the full run's
SHAPES = ((1080, 1080), (1920, 1080), (2160, 3840))  # beside the full run's
SHORT = 15.0  # seconds of each shape
BRIEF = 6.0  # seconds for the slowest of the others
PLAIN = {"DAILIES_COMPILED": "0"}  # drawn by OpenCV


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
        if options.peers:
            brief = folder / "brief"
            brief.mkdir()
            _prepare(brief, BRIEF, 2, FORMATS[:1])
            results |= {"ours_brief": _side("ours", brief)} | others.peers(folder, brief)
    return report.write(results, options.seconds)


def _prepare(folder: Path, seconds: float, scenes: int, formats: Sequence[str]) -> None:
    """The same inputs for all: ours finds its pictures in a store, the others theirs as files."""
    store = AssetStore(folder / "assets")
    plan = timeline(store, seconds=seconds, scenes=scenes)
    (folder / "timeline.json").write_text(plan.model_dump_json())
    (folder / "voice.wav").write_bytes(store.read(plan.sound.voice))
    (folder / "captions.srt").write_text(srt(plan.captions.cues, plan.output.fps))
    said = [(word.text, word.start, word.end) for word in words(seconds)]
    (folder / "inputs.json").write_text(json.dumps({"frames": [shot.frames for shot in plan.shots], "words": said}))
    (folder / "jpeg").mkdir()
    for number in range(scenes):
        size = SOURCES[number % len(SOURCES)]
        drawn = photograph(100 + number, size[0] // 2, size[1] // 2)
        picture = np.asarray(cv2.resize(drawn, size, interpolation=cv2.INTER_CUBIC), np.uint8)
        kind = formats[number % len(formats)]
        (folder / f"{number:02}.{kind}").write_bytes(encoded(picture, kind))
        (folder / "jpeg" / f"{number:02}.jpg").write_bytes(encoded(picture))


def _side(side: str, folder: Path, env: Mapping[str, str] | None = None) -> Figures:
    return measured([sys.executable, "-m", "tests.bench.sides", side, str(folder)], env=env)


def _part(part: str, folder: Path) -> Figures:
    return measured([sys.executable, "-m", "tests.bench.repeats", part, str(folder)])


def _against_the_limit(folder: Path, rounds: int) -> dict[str, Figures]:
    """What each way to draw costs by itself, and of the limit."""
    sound = {"sound": _side("sound", folder)}
    # No system's compiler is found on an empty path: what is built comes from the wheel ziglang, if that is installed.
    wheels = {"PATH": str(folder), "DAILIES_HOME": str(folder / "wheels")} if find_spec("ziglang") else PLAIN
    sides = {"picture": {}, "picture_wheels": wheels, "picture_opencv": PLAIN}
    alone = {side: _side("picture", folder, env) for side, env in sides.items()}
    against = turns.against_the_limit(folder, rounds, sides)
    return sound | {side: alone.get(side, {}) | found for side, found in against.items()}


def _lengths(folder: Path, seconds: float, scenes: int) -> dict[str, Figures]:
    found = {}
    for length in LENGTHS:
        place = folder / f"{length:.0f}s"
        _plan(place, OutputSpec(), length, max(2, round(scenes * length / seconds)))
        found[f"ours_{length:.0f}s"] = _side("ours", place)
    return found


def _shapes(folder: Path) -> dict[str, Figures]:
    found = {}
    for width, height in SHAPES:
        place = folder / f"{width}x{height}"
        _plan(place, OutputSpec(width=width, height=height), SHORT, 4)
        found[f"ours_{width}x{height}"] = _side("ours", place)
    return found


def _plan(place: Path, output: OutputSpec, seconds: float, scenes: int) -> None:
    """A timeline of its own, over a few pictures that come again too late for anything to remember them."""
    store = AssetStore(place / "assets")
    drawn = [store.put(prepared(photograph(n, *picture_size(output))), ".jpg") for n in range(min(scenes, 14))]
    pictures = [drawn[number % len(drawn)] for number in range(scenes)]
    plan = timeline(store, seconds=seconds, scenes=scenes, output=output, pictures=pictures)
    (place / "timeline.json").write_text(plan.model_dump_json())


if __name__ == "__main__":
    sys.exit(main())
