"""Measures what it costs that cards play: the same film lively and still, in turn, and x264 alone on its frames.

A part of `make bench-assembly`; `python -m tests.bench.lively --rounds 2` measures it alone, and
`python -m tests.bench.lively SIDE FOLDER` one of its sides, in a process of its own.
"""

import argparse
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import cv2
import numpy as np

from tasks.artwork.cards import draw, draw_card, store_jpeg
from tasks.artwork.direction import direct
from tasks.domain.channel import Liveliness, Palette
from tasks.domain.film.segments import segments
from tasks.domain.timeline import Timeline
from tasks.domain.values import replaced
from tasks.machine.media.pictures import picture_size
from tasks.machine.storage.assets import AssetStore
from tasks.render import segment as renderer
from tasks.render.camera import Canvas
from tasks.render.planes import Planes
from tasks.render.segment import encode_segment
from tasks.render.segment_file import Tails
from tests.bench import report, turns
from tests.bench.meter import Figures, Meter, median, print_figures, run_measured
from tests.bench.sides import load
from tests.bench.staged import SENTENCES, staged

OPENCV = {"DAILIES_COMPILED": "0"}
CHANGED = 3  # shots of which one after the other gets another sticker


def measured(folder: Path, rounds: int) -> dict[str, Figures]:
    """Every side: what the film costs on its own, and as ratios to the still film and to the limit."""
    places = {motion: folder / motion for motion in (Liveliness.lively, Liveliness.still)}
    for motion, place in places.items():
        plan = staged(AssetStore(place / "assets"), motion=motion)
        (place / "timeline.json").write_text(plan.model_dump_json())
    lively, still = places.values()
    sides = {
        "picture_lively": turns.Side(lively),
        "picture_still": turns.Side(still),
        "picture_lively_opencv": turns.Side(lively, OPENCV),
        "picture_still_opencv": turns.Side(still, OPENCV),
        "limit_lively": turns.Side(lively),
    }
    found = turns.in_turn(sides, rounds)
    found["picture_lively"] |= {"peak_mb": _side("picture", lively)["peak_mb"], "vmaf": _side("judged", lively)["vmaf"]}
    own = {f"lively_{part}": run_measured(_command(part, lively)) for part in PARTS}
    return found | own


def _side(side: str, folder: Path) -> Figures:
    return run_measured([sys.executable, "-m", "tests.bench.sides", side, str(folder)])


def _command(part: str, folder: Path) -> list[str]:
    return [sys.executable, "-m", "tests.bench.lively", part, str(folder)]


def changed(folder: Path) -> Figures:
    """CPU of encoding all, and of encoding what another sticker in one shot changes: the median of some shots."""
    plan, store = load(folder)
    tails = Tails(store, 0)
    meter = Meter()
    known = segments(plan, "libx264")
    for part in known:
        encode_segment(part, store, tails=tails)
    full = meter.read()
    runs = []
    for number in [n for n, shot in enumerate(plan.shots) if shot.stage][:CHANGED]:
        other = segments(_with_other_sticker(plan, number, store), "libx264")
        meter.read()
        for part in (new for new, old in zip(other, known, strict=True) if new != old):
            encode_segment(part, store, tails=tails)
        runs.append(meter.read())
    return {"full_cpu_s": full["cpu_s"], "changed_cpu_s": median(runs, "cpu_s")["cpu_s"]}


def _with_other_sticker(plan: Timeline, number: int, store: AssetStore) -> Timeline:
    """The plan with the first element of a shot, other than its floor, in other colours."""
    shot = plan.shots[number]
    assert shot.stage
    at, old = next((n, cued) for n, cued in enumerate(shot.stage.cast) if cued.element.alpha is None)
    pixels = cv2.imdecode(np.frombuffer(store.read(old.element.image), np.uint8), cv2.IMREAD_UNCHANGED)
    data = cv2.imencode(".png", np.ascontiguousarray(np.asarray(pixels)[..., [2, 1, 0, 3]]))[1].tobytes()
    new = replaced(old, element=replaced(old.element, image=store.put(data, ".png")))
    cast = tuple(new if n == at else cued for n, cued in enumerate(shot.stage.cast))
    stage = replaced(shot.stage, cast=cast)
    shots = [replaced(shot, stage=stage) if n == number else one for n, one in enumerate(plan.shots)]
    return replaced(plan, shots=tuple(shots))


def frames(folder: Path) -> Figures:
    """How many frames differ when they are drawn again, and the levels by which OpenCV's differ: mean of the worst."""
    plan, store = load(folder)
    other, apart = 0, 0.0
    for part in segments(plan, "libx264"):
        drawn = [(luma.copy(), chroma.copy()) for luma, chroma in renderer.draw(part, store)]
        again = renderer.draw(part, store)
        other += sum(not _same(one, two) for one, two in zip(drawn, again, strict=True))
        with _plainly(plan):
            for (luma, _), (plain, _) in zip(drawn, renderer.draw(part, store), strict=True):
                apart = max(apart, float(cv2.absdiff(luma, np.ascontiguousarray(plain)).mean()))
    return {"frames": plan.frames, "other": other, "apart": apart}


def _same(one: Planes, two: Planes) -> bool:
    return all(np.array_equal(a, b) for a, b in zip(one, two, strict=True))


@contextmanager
def _plainly(plan: Timeline) -> Iterator[None]:
    """While it lasts, this thread draws with OpenCV alone."""
    usual, plain = renderer._thread.canvases, (Canvas(plan.output, plain=True), Canvas(plan.output, plain=True))
    renderer._thread.canvases = plain
    yield
    renderer._thread.canvases = usual


def cards(folder: Path) -> Figures:
    """CPU of drawing a film's cards in layers, with their files, and flat; each once before, to read fonts."""
    plan, store = load(folder)
    plans = direct(SENTENCES, seed=1, palette=Palette.tidepool)
    width, height = picture_size(plan.output)
    meter, seconds = Meter(), dict.fromkeys(("layered_cpu_s", "flat_cpu_s"), 0.0)
    for counts in (False, True):
        for card in plans:
            meter.read()
            draw_card(card, plan.output, store)
            layered = meter.read()["cpu_s"]
            flatly = cv2.cvtColor(np.asarray(draw(card, width=width, height=height)), cv2.COLOR_RGB2BGR)
            store_jpeg(np.asarray(flatly, np.uint8), store, quality=95)
            flat = meter.read()["cpu_s"]
            if counts:
                seconds["layered_cpu_s"] += layered
                seconds["flat_cpu_s"] += flat
    return seconds


PARTS: dict[str, Callable[[Path], Figures]] = {"changed": changed, "frames": frames, "cards": cards}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        return report.write(measured(Path(name), options.rounds), 0, Path("bench/lively.json"))


if __name__ == "__main__":
    if sys.argv[1:2] and sys.argv[1] in PARTS:
        print_figures(PARTS[sys.argv[1]](Path(sys.argv[2])))
    else:
        sys.exit(main())
