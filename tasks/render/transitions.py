"""How one shot takes over from another: each works in place on the arriving frame, from the leaving one."""

from collections.abc import Callable

import cv2
import numpy as np

from tasks.render.planes import Plane, Planes

BLACK = (16, 128)  # limited-range luma and chroma
DARKEST = 0.3  # of its brightness is left to a shot in the middle of a dip


def _mix(new: Plane, old: Plane, share: float) -> None:
    cv2.addWeighted(new, share, old, 1 - share, 0, dst=new)


def cut(new: Planes, old: Planes, t: float) -> None:
    """The new shot, at once."""


def crossfade(new: Planes, old: Planes, t: float) -> None:
    for a, b in zip(new, old, strict=True):
        _mix(a, b, t)


def dip(new: Planes, old: Planes, t: float) -> None:
    """Through the dark: the old shot sinks in the first half, the new one rises in the second. Never quite black: a
    black frame is what a broken film looks like."""
    for a, b, black in zip(new, old, BLACK, strict=True):
        shown, share = (b, 1 - 2 * t) if t < 0.5 else (a, 2 * t - 1)
        share = DARKEST + (1 - DARKEST) * share
        cv2.addWeighted(shown, share, shown, 0, black * (1 - share), dst=a)


def slide(new: Planes, old: Planes, t: float) -> None:
    """The new shot comes in from the right and pushes the old one out."""
    for a, b in zip(new, old, strict=True):
        edge = round(a.shape[1] * (1 - t) / 2) * 2 if a.ndim == 2 else round(a.shape[1] * (1 - t))
        arriving = a[:, : a.shape[1] - edge].copy()
        a[:, :edge] = b[:, b.shape[1] - edge :]
        a[:, edge:] = arriving


def wipe(new: Planes, old: Planes, t: float) -> None:
    """A soft edge runs up the picture; below it is the new shot."""
    for a, b in zip(new, old, strict=True):
        height = a.shape[0]
        soft = height * 0.18
        edge = (height + soft) * (1 - t) - soft
        share = np.clip((np.arange(height, dtype=np.float32) - edge) / soft, 0, 1)
        rows = share.reshape(-1, *([1] * (a.ndim - 1)))
        a[:] = (a * rows + b * (1 - rows) + 0.5).astype(np.uint8)


def zoom(new: Planes, old: Planes, t: float) -> None:
    """The old shot comes closer as it fades."""
    grow = 1 + 0.12 * t
    for a, b in zip(new, old, strict=True):
        height, width = a.shape[:2]
        high, wide = round(height / grow), round(width / grow)
        top, left = (height - high) // 2, (width - wide) // 2
        closer = cv2.resize(b[top : top + high, left : left + wide], (width, height), interpolation=cv2.INTER_LINEAR)
        _mix(a, np.asarray(closer, np.uint8), t)


TRANSITIONS: dict[str, Callable[[Planes, Planes, float], None]] = {
    "cut": cut,
    "crossfade": crossfade,
    "dip": dip,
    "slide": slide,
    "wipe": wipe,
    "zoom": zoom,
}


def progress(frame: int, frames: int) -> float:
    """How far frame `frame` of a transition of `frames` is, eased at both ends."""
    t = (frame + 1) / (frames + 1)
    return t * t * (3 - 2 * t)


def blend(kind: str, new: Planes, old: Planes, frame: int, frames: int) -> None:
    TRANSITIONS[kind](new, old, progress(frame, frames))
