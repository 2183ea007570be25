"""Camera moves: which, how far and how fast, so that every picture is alive and none makes anybody seasick.

A prepared picture is MARGIN times the frame. A view of zoom z shows 1/z of the picture in both directions, placed in
its free play by (x, y); zoom 1 shows all of it, and zoom MARGIN shows it pixel for pixel.
"""

import math
from collections.abc import Sequence

from tasks.domain.story import MARGIN
from tasks.domain.timeline import Motion, View

# The closest view. Short of MARGIN, where a picture pixel is a frame pixel and resizing cannot move by less than one.
FAR = 1.12
KINDS = ("push_in", "pan_right", "pull_out", "tilt_up", "push_in", "pan_left", "pull_out", "diagonal", "tilt_down")
CENTRAL = 0.05  # a focus no further off the middle than this share of a side draws no move its way
FULL_TRAVEL_SECONDS = 4.0  # a shorter shot travels less, so that the speed stays the same


def plan_motions(
    focuses: Sequence[tuple[float, float]], frames: Sequence[int], seed: int, fps: int = 30
) -> tuple[Motion, ...]:
    """One move a shot: never the same kind twice in a row, every one aimed at the picture's focus."""
    motions = []
    for number, (focus, length) in enumerate(zip(focuses, frames, strict=True)):
        kind = KINDS[(number + seed) % len(KINDS)]
        share = min(1.0, length / fps / FULL_TRAVEL_SECONDS)
        motions.append(_move(kind, focus, share))
    return tuple(motions)


def _move(kind: str, focus: tuple[float, float], share: float) -> Motion:
    x, y = (min(0.9, max(0.1, value)) for value in focus)
    near = 1.0 + (FAR - 1.0) * max(0.45, share)
    wide = View(zoom=1.0, x=0.5, y=0.5)
    close = View(zoom=near, x=x, y=y)
    half = 0.3 * share  # of the free play: type and subjects near the edges stay whole
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
    """A pan or tilt the other way round, where it would leave the focus behind. No two of them are neighbours."""
    if kind.startswith("pan"):
        return {1: "pan_right", -1: "pan_left", 0: kind}[_side(x, 0)]
    if kind.startswith("tilt"):
        return {1: "tilt_down", -1: "tilt_up", 0: kind}[_side(y, 0)]
    return kind


def _side(at: float, central: int) -> int:
    """On which side of the middle: 1 right or below, -1 left or above, and `central` for neither."""
    return central if abs(at - 0.5) <= CENTRAL else 1 if at > 0.5 else -1


def ease(easing: str, t: float) -> float:
    """Progress 0..1 at time 0..1. The sine eases only a little at the ends: a move that stops dead looks broken."""
    if easing == "sine":
        return 0.65 * t + 0.35 * (0.5 - 0.5 * math.cos(math.pi * t))
    if easing == "cubic":
        return t * t * (3 - 2 * t)
    return t


def view_values(motion: Motion, t: float) -> tuple[float, float, float]:
    """(zoom, x, y) at time t. Zoom moves evenly on a logarithmic scale, as a camera does."""
    k = ease(motion.easing, t)
    a, b = motion.start, motion.end
    zoom = math.exp(math.log(a.zoom) * (1 - k) + math.log(b.zoom) * k)
    return zoom, a.x + (b.x - a.x) * k, a.y + (b.y - a.y) * k


def window(zoom: float, x: float, y: float, width: int, height: int) -> tuple[float, float, float]:
    """(scale, left, top): the view's window on a picture of `width` x `height`, in picture pixels.

    `scale` is picture pixels per frame pixel for a frame that is 1/MARGIN of the picture.
    """
    return MARGIN / zoom, (width - width / zoom) * x, (height - height / zoom) * y
