"""A planned card becomes a picture: sky, layout, floor, and a finish that keeps it from looking like vectors."""

import io
from functools import lru_cache

import numpy as np
import skia
from numpy.typing import NDArray
from PIL import Image

from tasks.artwork import backdrop
from tasks.artwork.canvas import Canvas, H, W
from tasks.artwork.layouts import LAYOUTS
from tasks.artwork.palettes import accent, scheme, tones
from tasks.artwork.plan import CardPlan, DrawingContext
from tasks.domain.story import Credit, Picture
from tasks.domain.timeline import OutputSpec
from tasks.domain.values import Artifact
from tasks.machine.media.pictures import picture_size
from tasks.machine.storage.assets import AssetStore

__all__ = ["accent", "draw", "draw_card", "focus_in", "store_jpeg"]

TOP, BOTTOM = 40, 1580  # of the design, as far as square and wide pictures show it
GRAIN = 3.2  # levels; it also hides banding from the encoder


def draw(plan: CardPlan, *, width: int = 1080, height: int = 1920) -> Image.Image:
    """The card at any size. The same plan gives the same pixels."""
    surface = skia.Surface(width, height)
    canvas = surface.getCanvas()
    _frame(canvas, width, height)
    rng = np.random.default_rng(plan.seed)
    colours, roles = tones(plan.palette), scheme(plan.palette, plan.ground)
    backdrop.sky(canvas, colours, roles, plan.motif, rng)
    LAYOUTS[plan.layout].draw(DrawingContext(canvas, plan, colours, roles, rng))
    return finish(surface.makeImageSnapshot().toarray()[..., 2::-1], plan.turn)


def _frame(canvas: Canvas, width: int, height: int) -> None:
    """A tall picture shows the whole design. Others show its middle, from above the subject to below the captions, and
    sky and floor go on to both sides."""
    if height >= 1.4 * width:
        canvas.scale(width / W, width / W)
        return
    scale = height / (BOTTOM - TOP)
    canvas.scale(scale, scale)
    canvas.translate((width / scale - W) / 2, -TOP)


def finish(pixels: NDArray[np.uint8], turn: int) -> Image.Image:
    """Vignette and fine luminance grain."""
    noise, light = _grain(*pixels.shape[:2])
    toned = pixels * light[..., None] + np.roll(noise, turn * 97, 1)[..., None] * GRAIN + 0.5
    return Image.fromarray(np.clip(toned, 0, 255).astype(np.uint8))


def focus_in(plan: CardPlan, width: int, height: int) -> tuple[float, float]:
    """The plan's focus, given for a tall picture, in a picture of this shape."""
    x, y = plan.focus
    if height >= 1.4 * width:
        return x, y
    across = (BOTTOM - TOP) * width / height
    return 0.5 + (x - 0.5) * W / across, min(1.0, max(0.0, (y * H - TOP) / (BOTTOM - TOP)))


@lru_cache(maxsize=4)
def _grain(height: int, width: int) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    noise = np.random.default_rng(7).normal(0, 1, (height, width)).astype(np.float32)
    y, x = np.mgrid[0 : 1 : height * 1j, 0 : 1 : width * 1j]
    light = 1 - 0.16 * np.clip(((x - 0.45) ** 2 * 1.3 + (y - 0.4) ** 2) * 1.8, 0, 1)
    return noise, light.astype(np.float32)


def draw_card(card: CardPlan, output: OutputSpec, store: AssetStore, note: str = "") -> Picture:
    width, height = picture_size(output)
    image = draw(card, width=width, height=height)
    return Picture(
        image=store_jpeg(image, store, quality=95),
        focus=focus_in(card, width, height),
        origin="drawn",
        credit=Credit(title="Scene card", author="Dailies", licence="CC0-1.0"),
        note=note,
    )


def store_jpeg(image: Image.Image, store: AssetStore, quality: int) -> Artifact:
    out = io.BytesIO()
    image.save(out, "JPEG", quality=quality, subsampling=0)
    return store.put(out.getvalue(), ".jpg")
