"""Draws a planned card: sky, layout, and a finish that keeps it from looking like vector art."""

from functools import lru_cache

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image

from tasks.artwork import backdrop
from tasks.artwork.canvas import Canvas, H, W
from tasks.artwork.faces import in_language
from tasks.artwork.layers import Layer, LayerCutter, laid_over, stored, surface_of
from tasks.artwork.layouts import LAYOUTS, SPOKEN
from tasks.artwork.palettes import accent, scheme, tones
from tasks.artwork.plan import CardPlan, DrawingContext, Pixels
from tasks.domain.story import Credit, Picture
from tasks.domain.timeline import OutputSpec
from tasks.domain.values import Artifact
from tasks.machine.media.pictures import picture_size
from tasks.machine.storage.assets import AssetStore

__all__ = ["accent", "draw", "draw_card", "focus_in", "store_jpeg"]

# The part of the design's height that square and wide pictures show. The floor is at 70 % of it, where captions begin.
TOP, BOTTOM = 110, 1688
GRAIN = 2.4  # levels (of 255); it also hides the encoder's banding, and every level costs a tenth of a film's bytes
SHIFT = 97  # pixels by which one card's grain lies beside the last one's
STRIPE = 16  # rows


def draw(plan: CardPlan, *, width: int = 1080, height: int = 1920) -> Image.Image:
    """The card as RGB, at any size in pixels. The same plan gives the same pixels."""
    pixels = cv2.cvtColor(_drawn(plan, width, height, None), cv2.COLOR_BGRA2RGB)
    return finish(np.asarray(pixels, np.uint8), plan.turn)


def _drawn(plan: CardPlan, width: int, height: int, cutter: LayerCutter | None) -> Pixels:
    """B, G, R and alpha without a finish: the whole card, or with a cutter, which takes the elements, its sky."""
    surface, pixels = surface_of(width, height)
    canvas = surface.getCanvas()
    frame(canvas, width, height)
    rng = np.random.default_rng(plan.seed)
    colours, roles = tones(plan.palette), scheme(plan.palette, plan.ground)
    backdrop.sky(canvas, colours, roles, plan.motif, rng)
    with in_language(plan.language):
        LAYOUTS[plan.layout].draw(DrawingContext(canvas, plan, colours, roles, rng, cutter))
    return pixels


def layered(plan: CardPlan, *, width: int = 1080, height: int = 1920) -> tuple[NDArray[np.uint8], list[Layer]]:
    """The card as a sky (B, G, R) and the layers before it, which make the card of `draw` to within its grain.

    Grain lies on the sky and the floor alone: on cut-outs it would multiply the size of their files.
    """
    cutter = LayerCutter(width, height, frame)
    drawn = _drawn(plan, width, height, cutter)
    sky = np.asarray(cv2.cvtColor(drawn, cv2.COLOR_BGRA2BGR), np.uint8)
    noise, light = _grain(height, width)
    noise = np.roll(noise, plan.turn * SHIFT, 1)
    _finish(sky, noise, light)
    for layer in cutter.layers:
        rows, columns = layer.poses[-1].shape[:2]
        where = slice(layer.top, layer.top + rows), slice(layer.left, layer.left + columns)
        if layer.manner.entrance == "floor":
            _finish_floor(layer.poses[-1], noise[where], light[where])
            continue
        tone = cv2.merge([light[where]] * 3 + [np.ones((rows, columns), np.float32)])
        for pixels in layer.poses:
            cv2.multiply(pixels, tone, dst=pixels, dtype=cv2.CV_8U)
    return sky, cutter.layers


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
    toned = pixels.copy()
    _finish(toned, np.roll(noise, turn * SHIFT, 1), light)
    return Image.fromarray(toned)


def _finish(pixels: NDArray[np.uint8], noise: NDArray[np.float32], light: NDArray[np.float32]) -> None:
    """Add light and grain to pixels of three channels, in place: a few rows at a time stay in the processor's cache."""
    for top in range(0, len(pixels), STRIPE):
        rows = slice(top, top + STRIPE)
        lit = cv2.multiply(pixels[rows], cv2.merge([light[rows]] * 3), dtype=cv2.CV_32F)
        cv2.add(lit, cv2.merge([noise[rows]] * 3), dst=pixels[rows], dtype=cv2.CV_8U)


def _finish_floor(pixels: Pixels, noise: NDArray[np.float32], light: NDArray[np.float32]) -> None:
    """The same for premultiplied pixels, which get as much grain as they are opaque."""
    alpha = cv2.extractChannel(pixels, 3)
    colours = np.asarray(cv2.cvtColor(pixels, cv2.COLOR_BGRA2BGR), np.uint8)
    grain = cv2.multiply(noise, alpha, scale=1 / 255, dtype=cv2.CV_32F)
    _finish(colours, np.asarray(grain, np.float32), light)
    cv2.min(colours, cv2.merge([alpha] * 3), dst=colours)
    cv2.mixChannels([colours], [pixels], [0, 0, 1, 1, 2, 2])


def focus_in(plan: CardPlan, width: int, height: int) -> tuple[float, float]:
    """The plan's focus, which is a share of the tall design, as a share of a picture of this size."""
    x, y = plan.focus
    if height >= 1.4 * width:
        return x, y
    across = (BOTTOM - TOP) * width / height
    return 0.5 + (x - 0.5) * W / across, min(1.0, max(0.0, (y * H - TOP) / (BOTTOM - TOP)))


@lru_cache(maxsize=4)
def _grain(height: int, width: int) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Grain in levels and the vignette's light (0 to 1), both of shape (height, width)."""
    noise = np.random.default_rng(7).normal(0, 1, (height, width)).astype(np.float32) * np.float32(GRAIN)
    y, x = np.mgrid[0 : 1 : height * 1j, 0 : 1 : width * 1j]
    light = 1 - 0.16 * np.clip(((x - 0.45) ** 2 * 1.3 + (y - 0.4) ** 2) * 1.8, 0, 1)
    return noise, light.astype(np.float32)


def draw_card(card: CardPlan, output: OutputSpec, store: AssetStore, note: str = "") -> Picture:
    """Draw a card for films of this output and stores it; `note` says what picture it replaces, and why."""
    width, height = picture_size(output)
    sky, layers = layered(card, width=width, height=height)
    return Picture(
        image=store_jpeg(laid_over(sky, layers), store, quality=95),
        sky=store_jpeg(sky, store, quality=95, sharp=False),  # as the film, which is half as sharp in colours
        elements=tuple(stored(layer, store) for layer in layers),
        unit=unit_of(width, height),
        spoken=card.text if card.layout == SPOKEN else "",
        focus=focus_in(card, width, height),
        origin="drawn",
        credit=Credit(title="Scene card", author="Dailies", licence="CC0-1.0"),
        note=note,
    )


def store_jpeg(pixels: NDArray[np.uint8], store: AssetStore, quality: int, *, sharp: bool = True) -> Artifact:
    """Store a picture (B, G, R) as JPEG; `quality` is 1 to 95. If not `sharp`, two pixels by two share their colour."""
    chroma = cv2.IMWRITE_JPEG_SAMPLING_FACTOR_444 if sharp else cv2.IMWRITE_JPEG_SAMPLING_FACTOR_420
    options = (cv2.IMWRITE_JPEG_QUALITY, quality, cv2.IMWRITE_JPEG_SAMPLING_FACTOR, chroma)
    return store.put(cv2.imencode(".jpg", pixels, options)[1].tobytes(), ".jpg")
