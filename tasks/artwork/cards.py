"""Draws a planned card: sky, layout, and a finish that keeps it from looking like vector art."""

import io
from functools import lru_cache

import numpy as np
import skia
from numpy.typing import NDArray
from PIL import Image

from tasks.artwork import backdrop
from tasks.artwork.canvas import Canvas, H, W
from tasks.artwork.faces import in_language
from tasks.artwork.layers import Layer, LayerCutter, laid_over, stored
from tasks.artwork.layouts import LAYOUTS, SPOKEN
from tasks.artwork.palettes import accent, scheme, tones
from tasks.artwork.plan import CardPlan, DrawingContext
from tasks.domain.story import Credit, Picture
from tasks.domain.timeline import OutputSpec
from tasks.domain.values import Artifact
from tasks.machine.media.pictures import picture_size
from tasks.machine.storage.assets import AssetStore

__all__ = ["accent", "draw", "draw_card", "focus_in", "store_jpeg"]

# The part of the design's height that square and wide pictures show. The floor is at 70 % of it, where captions begin.
TOP, BOTTOM = 110, 1688
GRAIN = 2.4  # levels (of 255); it also hides the encoder's banding, and every level costs a tenth of a film's bytes


def draw(plan: CardPlan, *, width: int = 1080, height: int = 1920) -> Image.Image:
    """The card as RGB, at any size in pixels. The same plan gives the same pixels."""
    return finish(_drawn(plan, width, height, None), plan.turn)


def _drawn(plan: CardPlan, width: int, height: int, cutter: LayerCutter | None) -> NDArray[np.uint8]:
    """RGB without its finish: the whole card, or with a cutter, which takes the elements, its sky."""
    surface = skia.Surface(width, height)
    canvas = surface.getCanvas()
    frame(canvas, width, height)
    rng = np.random.default_rng(plan.seed)
    colours, roles = tones(plan.palette), scheme(plan.palette, plan.ground)
    backdrop.sky(canvas, colours, roles, plan.motif, rng)
    with in_language(plan.language):
        LAYOUTS[plan.layout].draw(DrawingContext(canvas, plan, colours, roles, rng, cutter))
    return np.asarray(surface.makeImageSnapshot().toarray()[..., 2::-1], np.uint8)


def layered(plan: CardPlan, *, width: int = 1080, height: int = 1920) -> tuple[NDArray[np.uint8], list[Layer]]:
    """The card as a sky (B, G, R) and the layers before it, which make the card of `draw` to within its grain.

    Grain lies on the sky and the floor alone: on cut-outs it would multiply the size of their files.
    """
    cutter = LayerCutter(width, height, frame)
    drawn = _drawn(plan, width, height, cutter)
    noise, light = _grain(height, width)
    noise = np.roll(noise, plan.turn * 97, 1) * GRAIN
    for layer in cutter.layers:
        for pixels in layer.poses:
            where = slice(layer.top, layer.top + pixels.shape[0]), slice(layer.left, layer.left + pixels.shape[1])
            toned = pixels[..., :3] * light[where][..., None] + 0.5
            if layer.manner.entrance == "floor":
                toned += noise[where][..., None] * (pixels[..., 3:] / np.float32(255))
            pixels[..., :3] = np.clip(toned, 0, pixels[..., 3:])
    sky = np.asarray(finish(drawn, plan.turn))[..., ::-1]
    return np.ascontiguousarray(sky), cutter.layers


def unit_of(width: int, height: int) -> float:
    """The design's unit in pixels of a picture of this size."""
    return width / W if height >= 1.4 * width else height / (BOTTOM - TOP)


def frame(canvas: Canvas, width: int, height: int) -> None:
    """Scale the canvas to the design. A tall picture shows all of it.

    Other pictures show its middle, from above the subject to below the captions, with more sky and floor at the sides:
    captions stand on the floor in all of them, below all figures and words.
    """
    scale = unit_of(width, height)
    canvas.scale(scale, scale)
    if height >= 1.4 * width:
        return
    canvas.translate((width / scale - W) / 2, -TOP)


def finish(pixels: NDArray[np.uint8], turn: int) -> Image.Image:
    """Add a vignette and fine luminance grain to RGB pixels of shape (height, width, 3); `turn` varies the grain."""
    noise, light = _grain(*pixels.shape[:2])
    toned = pixels * light[..., None] + np.roll(noise, turn * 97, 1)[..., None] * GRAIN + 0.5
    return Image.fromarray(np.clip(toned, 0, 255).astype(np.uint8))


def focus_in(plan: CardPlan, width: int, height: int) -> tuple[float, float]:
    """The plan's focus, which is a share of the tall design, as a share of a picture of this size."""
    x, y = plan.focus
    if height >= 1.4 * width:
        return x, y
    across = (BOTTOM - TOP) * width / height
    return 0.5 + (x - 0.5) * W / across, min(1.0, max(0.0, (y * H - TOP) / (BOTTOM - TOP)))


@lru_cache(maxsize=4)
def _grain(height: int, width: int) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Noise (standard deviation 1) and the vignette's light (0 to 1), both of shape (height, width)."""
    noise = np.random.default_rng(7).normal(0, 1, (height, width)).astype(np.float32)
    y, x = np.mgrid[0 : 1 : height * 1j, 0 : 1 : width * 1j]
    light = 1 - 0.16 * np.clip(((x - 0.45) ** 2 * 1.3 + (y - 0.4) ** 2) * 1.8, 0, 1)
    return noise, light.astype(np.float32)


def draw_card(card: CardPlan, output: OutputSpec, store: AssetStore, note: str = "") -> Picture:
    """Draw a card for films of this output and stores it; `note` says what picture it replaces, and why."""
    width, height = picture_size(output)
    sky, layers = layered(card, width=width, height=height)
    image = Image.fromarray(np.ascontiguousarray(laid_over(sky, layers)[..., ::-1]))
    return Picture(
        image=store_jpeg(image, store, quality=95),
        sky=store_jpeg(Image.fromarray(np.ascontiguousarray(sky[..., ::-1])), store, quality=95),
        elements=tuple(stored(layer, store) for layer in layers),
        unit=unit_of(width, height),
        spoken=card.text if card.layout == SPOKEN else "",
        focus=focus_in(card, width, height),
        origin="drawn",
        credit=Credit(title="Scene card", author="Dailies", licence="CC0-1.0"),
        note=note,
    )


def store_jpeg(image: Image.Image, store: AssetStore, quality: int) -> Artifact:
    """Store an image as JPEG without chroma subsampling; `quality` is Pillow's, 1 to 95."""
    out = io.BytesIO()
    image.save(out, "JPEG", quality=quality, subsampling=0)
    return store.put(out.getvalue(), ".jpg")
