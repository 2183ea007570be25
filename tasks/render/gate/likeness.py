"""Compares decoded frames with the plan: a shot's picture where all of it is shown, a cue's words at its middle."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import av
import cv2
import numpy as np
from numpy.typing import NDArray

from tasks.domain.errors import Damaged
from tasks.domain.film.motion import view_values, window
from tasks.domain.film.verdict import MAX_CAPTION_MISS, SceneMatch
from tasks.domain.timeline import Box, Cue, OutputSpec, Shot, Timeline
from tasks.domain.values import Artifact
from tasks.machine.media.frames import plane_of
from tasks.machine.media.pictures import picture_size
from tasks.machine.storage.assets import AssetStore
from tasks.render.captions.drawing import patch
from tasks.render.captions.patches import Patch
from tasks.render.clip_reader import ClipReader
from tasks.render.planes import FROM_BGR, Plane

SMALL = (36, 64)  # width and height of a whole frame when pictures are compared
SEEN = 0.60  # share of the height, from the top, that is compared: the captions are below it
CALLED_OUT = 8  # levels by which what stands before a picture differs from it
REDUCED = 4  # planned pictures are decoded at a quarter of their size, which takes a third of the time
DARK = 40  # luma; a picture whose brightest parts are below this may count as black
FLAT = 6.0  # standard deviation of luma; below it an encoder may freeze a slow move
SOLID = 8  # inverse opacity (0..255); below it a caption hides what is behind it
MIN_SOLID = 40  # pixels needed to recognise a caption
COARSE = 360  # pixels; the least frame width for the first, coarse search for a misplaced caption

Grid = NDArray[np.float32]


@dataclass(frozen=True)
class PictureSample:
    """The upper part of a picture, shrunk: its luma and its mean colour (Y, U, V).

    `change` is set for planned pictures: the mean luma difference between the first and the last view of the move.
    """

    luma: Grid
    mean: NDArray[np.float32]
    change: float = 0.0

    @property
    def dark(self) -> bool:
        """Whether even the brightest parts may count as black."""
        return float(np.percentile(self.luma, 99)) < DARK

    @property
    def flat(self) -> bool:
        """Whether motion may be invisible, for want of contrast."""
        return float(self.luma.std()) < FLAT


def frame_sample(frame: av.VideoFrame) -> PictureSample:
    """A sample of what a decoded frame shows."""
    planes = [plane_of(frame, number) for number in range(min(3, len(frame.planes)))]
    small = [_shrunk(plane[: int(len(plane) * SEEN)]) for plane in planes]
    return PictureSample(small[0], np.array([plane.mean() for plane in small], np.float32))


def planned_sample(timeline: Timeline, number: int, store: AssetStore) -> PictureSample:
    """A sample of what shot `number` shows when all of it is there. Raises Damaged if its picture cannot be decoded."""
    shot, output = timeline.shots[number], timeline.output
    following = timeline.shots[number + 1].transition.frames if number + 1 < len(timeline.shots) else 0
    usual = picture_size(output)
    last = max(1, shot.frames + following - 1)
    whole = shot.whole / last
    if shot.clip:
        # Its own frames at these moments: a lively clip looks like none of its others.
        shown = dict(zip((whole, 0.0, 1.0), clip_frames(shot, (shot.whole, 0, last), output, store), strict=True))
        if shot.stage:
            shown[whole] = _called_out(shown[whole], shot.picture, shot.stage.sky, store)
    else:
        shown = dict.fromkeys((whole, 0.0, 1.0), _reduced(shot.picture, store))
    bgr = shown[whole]
    # A panorama is longer than the frame. Decoding rounds its sides up.
    width, height = (
        side if abs(side - REDUCED * small) < REDUCED else REDUCED * small
        for side, small in zip(usual, bgr.shape[1::-1], strict=True)
    )
    reach = width / usual[0], height / usual[1]

    def view(at: float) -> Grid:
        scale, left, top = window(*view_values(shot.motion, at), width, height, reach)
        x, y = round(left / REDUCED), round(top / REDUCED)
        w, h = round(output.width * scale / REDUCED), round(output.height * scale * SEEN / REDUCED)
        part = np.ascontiguousarray(shown[at][y : y + h, x : x + w])
        return np.asarray(cv2.transform(_shrunk(part), FROM_BGR), np.float32)

    planes, first, end = view(whole), view(0.0), view(1.0)
    change = float(np.abs(end[..., 0] - first[..., 0]).mean())
    return PictureSample(planes[..., 0], planes.mean((0, 1)), change)


def _reduced(picture: Artifact, store: AssetStore) -> cv2.typing.MatLike:
    """A prepared picture at a quarter of its size, as BGR."""
    still = cv2.imdecode(np.frombuffer(store.read(picture), np.uint8), cv2.IMREAD_REDUCED_COLOR_4)
    if still is None:
        raise Damaged(f"The prepared picture {picture.sha256[:12]} cannot be decoded.")
    return still


def _called_out(frame: cv2.typing.MatLike, flat: Artifact, bare: Artifact, store: AssetStore) -> cv2.typing.MatLike:
    """A clip's frame with what stands before it: that in which the picture that stands for it differs from itself."""
    before, ground = _reduced(flat, store), _reduced(bare, store)
    differs = cv2.absdiff(before, ground).max(axis=2, keepdims=True) > CALLED_OUT
    return np.where(differs, before, frame)


def clip_frames(shot: Shot, numbers: Sequence[int], output: OutputSpec, store: AssetStore) -> list[cv2.typing.MatLike]:
    """These frames of the shot's clip in BGR, as large as a planned picture that is decoded at a quarter."""
    if shot.clip is None:
        return []
    width, height = (-(-side // REDUCED) for side in picture_size(output))
    found = {}
    reader = ClipReader(shot.clip, output.fps, store)
    for number in sorted(set(numbers)):
        frame = reader.frame(number).reformat(format="bgr24", src_colorspace="ITU709")
        found[number] = cv2.resize(frame.to_ndarray(), (width, height), interpolation=cv2.INTER_AREA)
    return [found[number] for number in numbers]


def _shrunk(plane: Plane | cv2.typing.MatLike) -> Grid:
    size = SMALL[0], round(SMALL[1] * SEEN)
    return np.asarray(cv2.resize(plane, size, interpolation=cv2.INTER_AREA), np.float32)


def match_scenes(
    shown: Mapping[int, PictureSample], plans: Sequence[PictureSample], timeline: Timeline
) -> tuple[SceneMatch, ...]:
    """Compare each shot's whole frame with its own planned picture and with those of all other shots."""
    matches = []
    for number, sample in sorted(shown.items()):
        scores = [_likeness(sample, plan) for plan in plans]
        own = scores[number]
        best = max(range(len(scores)), key=lambda n: scores[n])
        same = timeline.shots[best].picture == timeline.shots[number].picture
        better = best if scores[best] > own + 0.25 and own < 0.8 and not same else -1
        tint = float(np.abs(sample.mean - plans[number].mean).max())
        matches.append(SceneMatch(likeness=round(own, 3), tint=round(tint, 1), better=better))
    return tuple(matches)


def _likeness(sample: PictureSample, plan: PictureSample) -> float:
    """1 for the same picture. Flat pictures have no structure to correlate, so their difference in level decides."""
    a, b = sample.luma - sample.luma.mean(), plan.luma - plan.luma.mean()
    spread, planned_spread = float(a.std()), float(b.std())
    if spread * planned_spread > 9.0:
        # A picture that lost most of its contrast does not match, however well it correlates.
        contrast = min(spread, planned_spread) / max(spread, planned_spread)
        structure = float((a * b).mean()) / (spread * planned_spread) * min(1.0, contrast / 0.6)
    else:
        structure = 1.0 - float(np.abs(sample.luma - plan.luma).mean()) / 12.0
    return structure - float(np.abs(sample.mean - plan.mean).max()) / 160.0


def read_caption(cue: Cue, number: int, luma: Plane, timeline: Timeline) -> tuple[float, Box] | None:
    """How far frame `number` differs from the solid parts of a cue's words (mean, in luma levels), and the words' box.

    If the words are not in their place, searches the frame and returns the box where it finds them. None if the cue
    has too few solid pixels to judge.
    """
    words = tuple(word.text for word in cue.words)
    spoken = max((n for n, word in enumerate(cue.words) if word.first <= number), default=0)
    captions = timeline.captions
    drawn = patch(words, spoken, captions.style, captions.accent, timeline.output, captions.language)
    solid = drawn.luma_inverse < SOLID
    left, top = drawn.left, drawn.top
    if solid.sum() < MIN_SOLID:
        return None
    miss = _miss(luma, drawn, solid, left, top)
    if miss > MAX_CAPTION_MISS:
        left, top = _search(luma, drawn, solid) or (left, top)
    return miss, _box(drawn, left, top)


def _box(drawn: Patch, left: int, top: int) -> Box:
    height, width = drawn.luma.shape
    return Box(left=left, top=top, right=left + width, bottom=top + height)


def _miss(luma: Plane, drawn: Patch, solid: NDArray[np.bool_], left: int, top: int) -> float:
    """Mean luma difference in the solid parts with the patch at (left, top); 255 if it reaches outside the frame."""
    height, width = solid.shape
    shown = luma[top : top + height, left : left + width]
    if shown.shape != solid.shape:
        return 255.0
    return float(cv2.absdiff(shown, drawn.luma)[solid].mean())


def _search(luma: Plane, drawn: Patch, solid: NDArray[np.bool_]) -> tuple[int, int] | None:
    """Left and top of the words on the frame, searched coarsely, then to the pixel. None if they are nowhere."""
    coarse = max(1, luma.shape[1] // COARSE)
    whole, words, mask = (
        cv2.resize(plane, None, fx=1 / coarse, fy=1 / coarse, interpolation=cv2.INTER_AREA).astype(np.float32)
        for plane in (luma, drawn.luma, solid.astype(np.uint8))
    )
    if any(a < b for a, b in zip(whole.shape, words.shape, strict=True)):
        return None
    x, y = cv2.minMaxLoc(cv2.matchTemplate(whole, words, cv2.TM_SQDIFF, mask=mask))[2]
    near = range(-coarse, coarse + 1)
    places = [(x * coarse + right, y * coarse + down) for right in near for down in near]
    places = [(left, top) for left, top in places if left >= 0 and top >= 0]
    best = min(places, key=lambda place: _miss(luma, drawn, solid, *place))
    return best if _miss(luma, drawn, solid, *best) <= MAX_CAPTION_MISS else None
