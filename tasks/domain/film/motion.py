"""Plans camera moves: their kinds, distances and speeds, lively enough for every picture and seasickness for none.

A prepared picture is MARGIN times the frame. A view of zoom z shows 1/z of its width and height, at the place given by
(x, y): zoom 1 shows all of it, zoom MARGIN shows it pixel for pixel. A panorama is longer than that by its reach: a
view shows that much less of it, and the camera moves along it.
"""

import math
from collections.abc import Sequence

from tasks.domain.film.picking import picks
from tasks.domain.story import MARGIN
from tasks.domain.timeline import Beat, Motion, View
from tasks.domain.values import replaced

# Zoom of the closest view. Below MARGIN: there, a picture pixel is a frame pixel, and no move is finer than one pixel.
MAX_ZOOM = 1.12
KINDS = ("push_in", "pan_right", "pull_out", "tilt_up", "push_in", "pan_left", "pull_out", "diagonal", "tilt_down")
# Of two kinds in a row, no two are of one family: pans, and tilts, may be turned around towards a focus.
FAMILIES = {kind: kind.partition("_")[0] for kind in KINDS}
CENTRAL = 0.05  # share of a side: a focus closer to the middle than this does not change a move's direction
FULL_TRAVEL_SECONDS = 4.0  # a shorter shot moves less far, so that the speed stays the same
PAN_SPEED = 0.25  # frames (widths or heights) a second, along a panorama
# A second beat: how far it jumps (a share of the zoom), how long it takes (in 1/30 s), and the share of that it rises.
LIVELY_BEAT, CALM_BEAT = (0.035, 15), (0.018, 30)
RISING = 0.22
GENTLE = 0.4  # of a usual move's way is left over a card of type, whose words must stay within the safe area


def plan_motions(
    kinds: Sequence[str],
    focuses: Sequence[tuple[float, float]],
    frames: Sequence[int],
    fps: int = 30,
    reaches: Sequence[tuple[float, float]] = (),
) -> tuple[Motion, ...]:
    """One move a shot, of these kinds, each aimed at its picture's focus.

    `focuses` are shares of width and height, `frames` the lengths of the shots, `reaches` those of the pictures in
    frames across and down: the camera moves along what is longer than a frame.
    """
    motions = []
    lengths = zip(kinds, focuses, frames, reaches or [(1.0, 1.0)] * len(frames), strict=True)
    for kind, focus, length, reach in lengths:
        share = min(1.0, length / fps / FULL_TRAVEL_SECONDS)
        along = max(reach) > 1.0
        forwards = KINDS.index(kind) % 2 == 0
        motions.append(_along(focus, reach, length / fps, forwards) if along else _move(kind, focus, share))
    return tuple(motions)


def pick_kinds(names: Sequence[str], seed: int) -> tuple[str, ...]:
    """A kind of move for each shot, picked by the shot's name: never two of a family in a row."""
    return picks(names, KINDS, seed, lambda kind, other: FAMILIES[kind] == FAMILIES[other])


def _along(focus: tuple[float, float], reach: tuple[float, float], seconds: float, forwards: bool) -> Motion:
    """A move along a panorama, past its focus: from end to end if the time allows, else as far as is calm.

    Towards the focus if that is near an end, else `forwards`, to the right or down, or back.
    """
    way = 0 if reach[0] > reach[1] else 1
    spare = reach[way] - 1.0  # frames that the view can move by
    travel = min(1.0, PAN_SPEED * seconds / spare)  # as a share of that
    middle = min(1.0, max(0.0, (focus[way] * reach[way] - 0.5) / spare))
    first = min(1.0 - travel, max(0.0, middle - travel / 2))
    forwards = focus[way] > 0.5 if abs(focus[way] - 0.5) > CENTRAL else forwards
    places = (first, first + travel) if forwards else (first + travel, first)
    start, end = (View(zoom=1.0, x=at, y=0.5) if way == 0 else View(zoom=1.0, x=0.5, y=at) for at in places)
    kind = (("pan_left", "pan_right"), ("tilt_up", "tilt_down"))[way][forwards]
    return Motion.model_validate({"kind": kind, "start": start, "end": end, "easing": "sine"})


def _move(kind: str, focus: tuple[float, float], share: float) -> Motion:
    """A move of this kind over `share` (0 to 1) of its full distance."""
    x, y = (min(0.9, max(0.1, value)) for value in focus)
    near = 1.0 + (MAX_ZOOM - 1.0) * max(0.45, share)
    wide = View(zoom=1.0, x=0.5, y=0.5)
    close = View(zoom=near, x=x, y=y)
    half = 0.3 * share  # of the way to the edges, so that type and subjects near them stay whole
    kind, across, down = _towards(kind, x, y), half * _side(x, 1), half * _side(y, -1)
    ends: dict[str, tuple[View, View]] = {
        "push_in": (wide, close),
        "pull_out": (close, wide),
        "pan_right": (View(zoom=1.12, x=0.5 - half, y=y), View(zoom=1.12, x=0.5 + half, y=y)),
        "pan_left": (View(zoom=1.12, x=0.5 + half, y=y), View(zoom=1.12, x=0.5 - half, y=y)),
        "tilt_up": (View(zoom=1.1, x=x, y=0.5 + half), View(zoom=1.1, x=x, y=0.5 - half)),
        "tilt_down": (View(zoom=1.1, x=x, y=0.5 - half), View(zoom=1.1, x=x, y=0.5 + half)),
        "diagonal": (View(zoom=1.04, x=0.5 - across, y=0.5 - down), View(zoom=1.12, x=0.5 + across, y=0.5 + down)),
    }
    start, end = ends[kind]
    return Motion.model_validate({"kind": kind, "start": start, "end": end, "easing": "sine"})


def _towards(kind: str, x: float, y: float) -> str:
    """The kind itself, or the opposite pan or tilt if it would move away from the focus.

    Two of a family never follow each other, so this repeats no kind.
    """
    if kind.startswith("pan"):
        return {1: "pan_right", -1: "pan_left", 0: kind}[_side(x, 0)]
    if kind.startswith("tilt"):
        return {1: "tilt_down", -1: "tilt_up", 0: kind}[_side(y, 0)]
    return kind


def _side(at: float, central: int) -> int:
    """The side of the middle: 1 right or below, -1 left or above, `central` if neither."""
    return central if abs(at - 0.5) <= CENTRAL else 1 if at > 0.5 else -1


def ease(easing: str, t: float) -> float:
    """Progress (0 to 1) at time t (0 to 1). The sine never stops at the ends: a move that stops dead looks broken."""
    if easing == "sine":
        return 0.65 * t + 0.35 * (0.5 - 0.5 * math.cos(math.pi * t))
    if easing == "cubic":
        return t * t * (3 - 2 * t)
    return t


def receding(motion: Motion, share: float) -> Motion:
    """The move as something far away shows it: `share` of its zoom and of its way from the middle."""

    def far(view: View) -> View:
        return View(zoom=1 + (view.zoom - 1) * share, x=0.5 + (view.x - 0.5) * share, y=0.5 + (view.y - 0.5) * share)

    beats = tuple(replaced(beat, nearer=beat.nearer * share) for beat in motion.beats)
    return replaced(motion, start=far(motion.start), end=far(motion.end), beats=beats)


def with_beats(motion: Motion, frames: Sequence[int], span: int, fps: int, *, calm: bool = False) -> Motion:
    """The move with second beats that land on these of its `span` frames."""
    nearer, thirtieths = CALM_BEAT if calm else LIVELY_BEAT
    length = thirtieths * fps / 30 / max(1, span - 1)
    lands = [max(0.0, frame / max(1, span - 1) - RISING * length) for frame in frames]
    return replaced(motion, beats=tuple(Beat(at=at, span=length, nearer=nearer) for at in lands))


def gentle(motion: Motion) -> Motion:
    """The same move, less far and near the middle: see `tasks.domain.film.kinetic.text_area`."""

    def nearer_middle(view: View) -> View:
        return View(zoom=1 + (view.zoom - 1) * GENTLE, x=0.5 + (view.x - 0.5) * GENTLE, y=0.5 + (view.y - 0.5) * GENTLE)

    return replaced(motion, start=nearer_middle(motion.start), end=nearer_middle(motion.end))


def view_values(motion: Motion, t: float) -> tuple[float, float, float]:
    """(zoom, x, y) at time t: 0 is the first frame, 1 the last. Zoom is even on a logarithmic scale, as in cameras."""
    k = ease(motion.easing, t)
    a, b = motion.start, motion.end
    zoom = math.exp(math.log(a.zoom) * (1 - k) + math.log(b.zoom) * k)
    for beat in motion.beats:  # no nearer than MARGIN, where a picture pixel is a frame pixel
        zoom *= 1 + min(beat.nearer, max(0.0, MARGIN / zoom - 1)) * _jump((t - beat.at) / beat.span)
    return zoom, a.x + (b.x - a.x) * k, a.y + (b.y - a.y) * k


def _jump(time: float) -> float:
    """How far a beat has jumped, 0 to 1, at this share of its time: up fast, back slowly."""
    if not 0 < time < 1:
        return 0.0
    if time < RISING:
        return math.sin(math.pi / 2 * time / RISING)
    back = (time - RISING) / (1 - RISING)
    return 1 - back * back * (3 - 2 * back)


def window(
    zoom: float, x: float, y: float, width: int, height: int, reach: tuple[float, float] = (1.0, 1.0)
) -> tuple[float, float, float]:
    """A view's window on a picture of `width` x `height` pixels: (scale, left, top), in picture pixels.

    `scale` is the number of picture pixels per frame pixel, for a frame that is 1/MARGIN of the picture; of a
    panorama, which is `reach` times as long, of that much less.
    """
    return MARGIN / zoom, (width - width / reach[0] / zoom) * x, (height - height / reach[1] / zoom) * y
