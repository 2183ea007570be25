"""What the assembly costs against the seed's design, in one run: `make bench`.

Pictures and voice are ready in both. Ours moves, fades, captions, ducks music and meets its loudness; the seed's shows
stills with the bare voice. Each side runs in a process of its own, one after the other, so that its CPU and its peak
memory are its own. The seed's pictures are as they are found: of all sizes, two in five of them PNG or WebP, which its
ffmpeg decodes again for every frame; with JPEG alone (--jpeg) it costs about a quarter less. Exits with 1 when ours
costs more than the promise.
"""

import argparse
import json
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

import cv2
import numpy as np

from tasks.machine.assets import AssetStore
from tests.bench import seed
from tests.bench.inputs import encoded, photograph, timeline

MOST_CPU = 0.45  # of the seed's design
MOST_MEMORY = 1500  # MB
# Pixels of the seed's pictures; their order is the scenes'.
SOURCES = (
    *((1920, 1080), (4000, 3000), (1024, 1792), (2560, 1600), (800, 600), (1200, 1600), (3000, 4000)),
    *((1080, 1920), (1600, 1200), (1280, 720), (2048, 2048), (1792, 1024), (3840, 2160), (1024, 1024)),
)

FORMATS = ("jpg", "jpg", "jpg", "png", "webp")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=55.0)
    parser.add_argument("--scenes", type=int, default=14)
    parser.add_argument("--jpeg", action="store_true", help="give the seed nothing but JPEG")
    parser.add_argument("--side", choices=("ours", "seed"), help=argparse.SUPPRESS)
    parser.add_argument("--folder", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.side:
        return _side(options.side, options.folder, options.seconds, options.scenes)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        _prepare(folder, options.seconds, options.scenes, FORMATS[:1] if options.jpeg else FORMATS)
        results = {side: _measured(side, folder, options) for side in ("seed", "ours")}
    return _report(results)


def _prepare(folder: Path, seconds: float, scenes: int, formats: Sequence[str]) -> None:
    """The same inputs for both: ours finds its pictures in a store, the seed's as files."""
    store = AssetStore(folder / "assets")
    plan = timeline(store, seconds=seconds, scenes=scenes)
    (folder / "timeline.json").write_text(plan.model_dump_json())
    (folder / "voice.wav").write_bytes(store.read(plan.sound.voice))
    for number in range(scenes):
        size = SOURCES[number % len(SOURCES)]
        drawn = photograph(100 + number, size[0] // 2, size[1] // 2)
        picture = np.asarray(cv2.resize(drawn, size, interpolation=cv2.INTER_CUBIC), np.uint8)
        kind = formats[number % len(formats)]
        (folder / f"{number:02}.{kind}").write_bytes(encoded(picture, kind))


def _measured(side: str, folder: Path, options: argparse.Namespace) -> dict[str, float]:
    command = [sys.executable, "-m", "tests.bench.assembly", "--side", side, "--folder", str(folder)]
    command += ["--seconds", str(options.seconds), "--scenes", str(options.scenes)]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    found: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return found


def _side(side: str, folder: Path, seconds: float, scenes: int) -> int:
    from tasks.domain.models import Timeline
    from tasks.render.assemble import assemble

    plan = Timeline.model_validate_json((folder / "timeline.json").read_text())
    began, before = time.perf_counter(), _cpu()
    if side == "seed":
        target = folder / "seed.mp4"
        pictures = sorted(path for path in folder.iterdir() if path.suffix[1:] in FORMATS)
        seed.assemble(pictures, [shot.frames for shot in plan.shots], folder / "voice.wav", target)
        size = target.stat().st_size
    else:
        size = assemble(plan, AssetStore(folder / "assets")).file.bytes
    wall, after = time.perf_counter() - began, _cpu()
    peak = max(resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)) / 1024
    figures = {
        "user_s": after[0] - before[0],
        "cpu_s": sum(after) - sum(before),
        "wall_s": wall,
        "peak_mb": peak,
        "bytes": size,
        "frames": plan.frames,
    }
    sys.stdout.write(json.dumps({name: round(value, 2) for name, value in figures.items()}) + "\n")
    return 0


def _cpu() -> tuple[float, float]:
    """User and system seconds of this process and its children."""
    uses = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(use.ru_utime for use in uses), sum(use.ru_stime for use in uses)


def _report(results: dict[str, dict[str, float]]) -> int:
    ours, theirs = results["ours"], results["seed"]
    ratio = ours["cpu_s"] / theirs["cpu_s"]
    lines = ["", f"{'':28}{'user s':>9}{'CPU s':>9}{'wall s':>9}{'peak MB':>9}{'MB':>8}"]
    for name, label in (("seed", "seed: stills, no captions"), ("ours", "ours: everything")):
        row = results[name]
        figures = f"{row['user_s']:9.1f}{row['cpu_s']:9.1f}{row['wall_s']:9.1f}{row['peak_mb']:9.0f}"
        lines.append(f"{label:28}{figures}{row['bytes'] / 1e6:8.1f}")
    lines += ["", f"CPU, ours of the seed's: {ratio:.3f} (promise: at most {MOST_CPU})"]
    sys.stdout.write("\n".join(lines) + "\n")
    Path("bench").mkdir(exist_ok=True)
    Path("bench/assembly.json").write_text(json.dumps({**results, "cpu_ratio": round(ratio, 3)}, indent=2) + "\n")
    return 0 if ratio <= MOST_CPU and ours["peak_mb"] <= MOST_MEMORY else 1


if __name__ == "__main__":
    sys.exit(main())
