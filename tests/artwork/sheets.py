"""Draws how every layout comes in, frame by frame, as contact sheets to look at: `make sheets`.

A picture of a card at rest says nothing of its motion, and a film is over too fast. Each row is one card: the frames in
which it moves, evenly spread, and last the whole card. `--docs` draws the few that docs/motion.md shows.
"""

import argparse
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from tasks.artwork.cards import draw_card
from tasks.artwork.direction import direct
from tasks.artwork.plan import CardPlan
from tasks.domain.channel import CaptionStyle, Palette
from tasks.domain.film.choreography import plan_stage
from tasks.domain.film.poses import REST, pose_at
from tasks.domain.film.segments import CUT, Segment, Take, segments
from tasks.domain.stage import Stage
from tasks.domain.timeline import Motion, OutputSpec, Timeline, View
from tasks.domain.values import replaced
from tasks.domain.words import split_words
from tasks.machine.storage.assets import AssetStore, assets
from tasks.render.planes import Planes
from tasks.render.segment import draw
from tests.artwork.planned import one_each
from tests.bench.staged import WORDS_A_SECOND, staged

SHAPES = {"9x16": (270, 480), "1x1": (360, 360), "4x5": (320, 400), "16x9": (480, 270)}
PALETTES = (Palette.tidepool, Palette.ember)
FRAMES = 9  # of a row, and the card at rest
FPS = 30
ROW = 240  # pixels
RIGHT_TO_LEFT = {  # sentences whose cards read from the right
    "ar": ("لماذا لم ير أحد هذه السفينة من New York قادمة؟", "في عام 1969 وصلت السفينة إلى الميناء."),
    "he": ("מדוע איש לא ראה את הספינה מגיעה?", "בשנת 1969 הגיעה הספינה אל הנמל."),
}
SHOWN = ("hero", "year", "percent", "place", "trio", "change")  # in docs/motion.md
CARRIED = (
    "The octopus lives alone in the deep sea all of its short life.",
    "Every octopus has blue blood in its body.",
)
STILL = Motion(kind="still", start=View(zoom=1, x=0.5, y=0.5), end=View(zoom=1, x=0.5, y=0.5))
Image = NDArray[np.uint8]


def row(plan: CardPlan, output: OutputSpec, store: AssetStore) -> Image:
    """The frames in which a card moves, and the card at rest."""
    said = split_words(plan.text)
    words = [(word, round((0.1 + number / WORDS_A_SECOND) * FPS)) for number, word in enumerate(said)]
    frames = words[-1][1] + 2 * FPS
    picture = draw_card(plan, output, store)
    if picture.sky is None:
        raise ValueError(f"the layout {plan.layout} has no sky: its card cannot play")
    stage = Stage(sky=picture.sky, unit=picture.unit, cast=plan_stage(picture.elements, words, frames, FPS))
    segment = Segment(
        frames=frames,
        take=Take(picture=picture.image, stage=stage, motion=STILL, at=0, span=frames),
        leaving=None,
        transition=CUT,
        cues=(),
        style=CaptionStyle.bold,
        accent="#ffd400",
        output=output,
        encoder="libx264",
    )
    moments = _moments(stage, frames)
    seen = {number: _pixels(planes) for number, planes in enumerate(draw(segment, store)) if number in moments}
    return _joined([seen[number] for number in moments])


def _moments(stage: Stage, frames: int) -> list[int]:
    """The frames to show: of those in which something comes in, some evenly spread; and one in which all rest."""
    moving = [now for now in range(frames - FPS) if any(pose not in (None, REST) for pose in _poses(stage, now))]
    rests = max(cued.rests for cued in stage.cast)
    spread = [moving[round(at)] for at in np.linspace(0, len(moving) - 1, FRAMES)] if moving else [0]
    return [*spread, min(rests, frames - 1)]


def _poses(stage: Stage, now: int) -> list[object]:
    return [pose_at(cued, number, now, FPS) for number, cued in enumerate(stage.cast)]


def cut(plan: Timeline, store: AssetStore) -> Image:
    """The frames around the cut between the two shots of a film."""
    first = plan.shots[1].first
    wanted = [first + by for by in (-8, -5, -2, 0, 3, 6, 9, 12, 15, 24)]
    seen: dict[int, Image] = {}
    at = 0
    for segment in segments(plan, "libx264"):
        seen |= {at + n: _pixels(planes) for n, planes in enumerate(draw(segment, store)) if at + n in wanted}
        at += segment.frames
    return _joined([seen[frame] for frame in wanted])


def _pixels(planes: Planes) -> Image:
    luma, chroma = planes
    whole = np.vstack([luma, chroma.reshape(chroma.shape[0], -1)])
    bgr = cv2.cvtColor(whole, cv2.COLOR_YUV2BGR_NV12)
    width = round(bgr.shape[1] * ROW / bgr.shape[0])
    return np.asarray(cv2.resize(bgr, (width, ROW), interpolation=cv2.INTER_AREA), np.uint8)


def _joined(frames: Sequence[Image]) -> Image:
    """The frames side by side, each with a thin gap after it."""
    return np.hstack([cv2.copyMakeBorder(one, 4, 0, 0, 4, cv2.BORDER_CONSTANT, value=(255,) * 3) for one in frames])


def sheets(store: AssetStore) -> Iterator[tuple[str, list[Image]]]:
    """Names and rows of all sheets: every layout in every shape and palette, and what is read from the right."""
    for shape, (width, height) in SHAPES.items():
        output = OutputSpec(width=width, height=height)
        for palette in PALETTES:
            rows = [row(replaced(plan, palette=palette), output, store) for plan in one_each().values()]
            yield f"{shape}-{palette.value}", rows
        yield f"{shape}-right-to-left", _from_the_right(output, store)


def _from_the_right(output: OutputSpec, store: AssetStore) -> list[Image]:
    plans = [
        plan
        for language, sentences in RIGHT_TO_LEFT.items()
        for plan in direct(sentences, seed=1, palette=Palette.tidepool, language=language, kinetic=True)
    ]
    return [row(plan, output, store) for plan in plans]


def for_docs(store: AssetStore) -> Iterator[tuple[str, list[Image]]]:
    """Those that docs/motion.md shows."""
    tall = OutputSpec(width=270, height=480)
    plans = [plan for plan in one_each().values() if plan.layout in SHOWN]
    yield "motion-layouts", [row(replaced(plan, palette=Palette.tidepool), tall, store) for plan in plans]
    yield "motion-carry", [cut(staged(store, sentences=CARRIED, output=tall), store)]
    year = one_each()["year"]
    for shape in ("1x1", "16x9"):
        width, height = SHAPES[shape]
        yield (
            f"motion-{shape}",
            [row(replaced(year, palette=Palette.ember), OutputSpec(width=width, height=height), store)],
        )
    yield "motion-right-to-left", _from_the_right(tall, store)[:1]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--docs", action="store_true", help="only those of docs/motion.md")
    options = parser.parse_args()
    options.folder.mkdir(parents=True, exist_ok=True)
    for name, rows in for_docs(assets()) if options.docs else sheets(assets()):
        file = options.folder / f"{name}.webp"
        if not cv2.imwrite(str(file), np.vstack(rows), [cv2.IMWRITE_WEBP_QUALITY, 80]):
            raise OSError(f"{file} cannot be written")
        sys.stdout.write(f"{file}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
