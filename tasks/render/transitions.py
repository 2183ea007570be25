"""Draws the transitions of tasks/domain/transition_kinds.py: mixes the leaving shot's frame into the arriving one.

Every function takes the arriving shot's NV12 planes, the leaving shot's, and the progress `t` from 0 to 1 (exclusive).
"""

from collections.abc import Callable

import cv2
import numpy as np

from tasks.render.planes import Plane, Planes

BLACK = (16, 128)  # limited-range luma and chroma
DARKEST = 0.3  # share of its brightness that a shot keeps in the middle of a dip


def _mix(new: Plane, old: Plane, share: float) -> None:
    cv2.addWeighted(new, share, old, 1 - share, 0, dst=new)


def cut(new: Planes, old: Planes, t: float) -> None:
    """Show the new shot at once."""


def crossfade(new: Planes, old: Planes, t: float) -> None:
    """Mix both shots evenly over the whole frame."""
    for a, b in zip(new, old, strict=True):
        _mix(a, b, t)


def dip(new: Planes, old: Planes, t: float) -> None:
    """Darken the old shot in the first half and brighten the new one in the second.

    Stop short of black, because a black frame looks like a broken film.
    """
    for a, b, black in zip(new, old, BLACK, strict=True):
        shown, share = (b, 1 - 2 * t) if t < 0.5 else (a, 2 * t - 1)
        share = DARKEST + (1 - DARKEST) * share
        cv2.addWeighted(shown, share, shown, 0, black * (1 - share), dst=a)


def slide(new: Planes, old: Planes, t: float) -> None:
    """Push the old shot out to the left with the new one."""
    for a, b in zip(new, old, strict=True):
        edge = round(a.shape[1] * (1 - t) / 2) * 2 if a.ndim == 2 else round(a.shape[1] * (1 - t))
        arriving = a[:, : a.shape[1] - edge].copy()
        a[:, :edge] = b[:, b.shape[1] - edge :]
        a[:, edge:] = arriving


def wipe(new: Planes, old: Planes, t: float) -> None:
    """Move a soft edge up the picture, with the new shot below it."""
    for a, b in zip(new, old, strict=True):
        height = a.shape[0]
        soft = height * 0.18
        edge = (height + soft) * (1 - t) - soft
        share = np.clip((np.arange(height, dtype=np.float32) - edge) / soft, 0, 1)
        rows = share.reshape(-1, *([1] * (a.ndim - 1)))
        a[:] = (a * rows + b * (1 - rows) + 0.5).astype(np.uint8)


def zoom(new: Planes, old: Planes, t: float) -> None:
    """Enlarge the old shot while it fades."""
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
    "zoom": zoom,
    "slide": slide,
    "wipe": wipe,
}


def progress(frame: int, frames: int) -> float:
    """Progress (0 to 1, exclusive) of frame number `frame` in a transition of `frames` frames, eased at both ends."""
    t = (frame + 1) / (frames + 1)
    return t * t * (3 - 2 * t)


def blend(kind: str, new: Planes, old: Planes, frame: int, frames: int) -> None:
    """Draw frame number `frame` of a transition of `frames` frames into `new`."""
    TRANSITIONS[kind](new, old, progress(frame, frames))
