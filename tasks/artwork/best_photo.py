"""Finds the photograph of a film that makes the best cover: sharp, lit, and with one large subject."""

import io
from collections.abc import Sequence

import numpy as np
from PIL import Image

from tasks.domain.story import Picture
from tasks.domain.values import Artifact
from tasks.machine.storage.assets import AssetStore

SMALL = (108, 192)  # pixels: enough to tell sharp from blurred, quick to compare
NAMELESS = frozenset({"", "unknown"})  # licences that may not stand on a cover


def best_photo(pictures: Sequence[Picture], store: AssetStore) -> tuple[Image.Image, tuple[float, float]] | None:
    """The best of the user's own and of the found photographs with a stated licence, and its focus, if any."""
    fit = [
        picture
        for picture in pictures
        if picture.origin == "given" or (picture.origin == "found" and picture.credit.licence not in NAMELESS)
    ]
    best = max(fit, key=lambda picture: worth(store.read(_bare(picture)), picture.focus), default=None)
    return (Image.open(io.BytesIO(store.read(_bare(best)))), best.focus) if best else None


def _bare(picture: Picture) -> Artifact:
    """The photograph alone: what its scene says over it belongs on no cover."""
    return picture.bare or picture.image


def worth(jpeg: bytes, focus: tuple[float, float]) -> float:
    """How well a photograph serves as a cover: fine detail near its focus, against the rest, in neither dark nor glare.

    Detail that lies around one point is a subject; detail everywhere is a texture or a crowd.
    """
    with Image.open(io.BytesIO(jpeg)) as image:
        grey = np.asarray(image.convert("L").resize(SMALL, Image.Resampling.BOX), float) / 255
    edges = np.abs(4 * grey[1:-1, 1:-1] - grey[:-2, 1:-1] - grey[2:, 1:-1] - grey[1:-1, :-2] - grey[1:-1, 2:])
    y, x = np.mgrid[0 : 1 : edges.shape[0] * 1j, 0 : 1 : edges.shape[1] * 1j]
    near = np.hypot(x - focus[0], (y - focus[1]) * SMALL[1] / SMALL[0]) < 0.45
    inside, outside = float(edges[near].mean()), float(edges[~near].mean()) if (~near).any() else 0.0
    light = 1 - abs(float(grey.mean()) - 0.5)
    return light * (inside + 0.5 * max(0.0, inside - outside))
