"""The backdrop of every card: a lit sky with a quiet motif, and a floor of paper layers behind the captions."""

import math
from collections.abc import Callable
from typing import Any

import numpy as np
import skia

from tasks.artwork.canvas import FLOOR, Canvas, H, Path, blur, box, fill, gradient, line, moved, polygon, sides
from tasks.artwork.glyphs import flat
from tasks.artwork.palettes import Scheme, Tones, fade

Random = np.random.Generator
Tone = Callable[[float], int]


def sky(canvas: Canvas, tones: Tones, scheme: Scheme, motif: str, rng: Random) -> None:
    """Fill the canvas with the sky and one of MOTIFS."""
    canvas.drawPaint(gradient(*scheme.sky, 0, FLOOR + 60))

    def tone(alpha: float) -> int:
        return fade(tones.paper if scheme.dark else tones.night, alpha)

    MOTIFS[motif](canvas, tone, rng)
    light = skia.GradientShader.MakeRadial(
        (300, 260), 1250, [fade(0xFFFFFF, 0.20 if scheme.dark else 0.28), fade(0xFFFFFF, 0)]
    )
    left, right = sides(canvas)
    lit = box(left, 0, right, 260 + 1250)
    canvas.drawRect(lit, skia.Paint(Dither=True, Shader=light, BlendMode=skia.BlendMode.kSoftLight))


def ground(canvas: Canvas, tones: Tones, scheme: Scheme, style: str, drop: float, rng: Random) -> None:
    """Draw the floor: three paper layers that cast shadows upwards and darken towards the bottom.

    `style` is hill, wave, flat or slope; `drop` lowers the upper layer, in design units.
    """
    for number, (top, colour) in enumerate(zip((FLOOR + drop, FLOOR + 265, FLOOR + 445), scheme.floor, strict=True)):
        crest = _crest(canvas, rng, top, (46, 70, 60)[number], style)
        layer = _below(crest)
        canvas.save()
        # The shadow is seen above the crest alone, and blurring costs by the area; but for rectangles, which are cheap.
        seen = H if style == "flat" else max(y for _, y in crest) + 4
        canvas.clipRect(box(crest[0][0], 0, crest[-1][0], seen), doAntiAlias=False)
        canvas.drawPath(moved(layer, 0, -12), blur(fade(tones.night, 0.42), 18))
        canvas.restore()
        canvas.drawPath(layer, fill(colour))
        canvas.drawPath(layer, line(fade(tones.paper, 0.13), 3))
    left, right = sides(canvas)
    canvas.drawRect(box(left, FLOOR, right, H), gradient(fade(tones.night, 0), fade(tones.night, 0.42), FLOOR, H))


def ghost(
    canvas: Canvas, icon: str, tones: Tones, scheme: Scheme, x: float, y: float, size: float, angle: float
) -> None:
    """Draw the subject's silhouette into a dark sky, huge and cropped: camera moves then show depth."""
    if scheme.dark:
        canvas.save()
        canvas.rotate(angle, x, y)
        flat(canvas, icon, x, y, size, fade(tones.night, 0.20), solid=True)
        canvas.restore()


def _crest(canvas: Canvas, rng: Random, top: float, height: float, style: str) -> list[tuple[float, float]]:
    """A paper layer's upper edge, from left to right: it varies around `top` by about `height`."""
    left, right = sides(canvas)
    phase, tilt = rng.random(3) * 6.3, (rng.random() - 0.5) * height * 1.6
    lean = 2.6 if rng.random() < 0.5 else -2.6
    points = []
    for step in range(-1, 62):
        t = step / 60
        wave = {
            "hill": math.sin(3.2 * t + phase[0]) + 0.35 * math.sin(8 * t + phase[1]),
            "wave": 0.5 * math.sin(19 * t + phase[0]),
            "flat": 0.0,
            "slope": (t - 0.5) * lean,
        }[style]
        points.append((left + t * (right - left), top + height * wave + (tilt * (t - 0.5) if style == "hill" else 0.0)))
    return points


def _below(crest: list[tuple[float, float]]) -> Path:
    """A paper layer: all that is below its upper edge."""
    return polygon([(crest[0][0], float(H)), *crest, (crest[-1][0], float(H))])


# ------------------------------------------------------------------ motifs: quiet geometry behind the subject


def _sun(canvas: Canvas, tone: Tone, _: Random) -> None:
    for number, radius in enumerate((620, 500, 390)):
        canvas.drawCircle(540, 720, radius, fill(tone(0.05 + 0.02 * number)))


def _rays(canvas: Canvas, tone: Tone, _: Random) -> None:
    for number in range(0, 36, 2):
        a, b = (math.radians(v * 10 + 4) for v in (number, number + 1))
        reach = 1800
        points = [(540, 720)] + [(540 + reach * math.cos(v), 720 + reach * math.sin(v)) for v in (a, b)]
        canvas.drawPath(polygon(points), fill(tone(0.055)))


def _dots(canvas: Canvas, tone: Tone, _: Random) -> None:
    left, right = sides(canvas)
    for row in range(48):
        for column in range(int(left // 36), int(right // 36) + 2):
            x, y = column * 36 + (row % 2) * 18, row * 31
            radius = 15 * max(0.0, math.hypot(x - 540, y - 720) / 1000 - 0.30)
            if radius > 0.6:
                canvas.drawCircle(x, y, radius, fill(tone(0.10)))


def _contours(canvas: Canvas, tone: Tone, rng: Random) -> None:
    phase = rng.random(4) * 6.3
    for ring in range(1, 19):
        points = []
        for step in range(120):
            t = step / 120 * math.tau
            bulge = math.sin(3 * t + phase[0] + ring * 0.10) + 0.6 * math.sin(5 * t + phase[1] - ring * 0.13)
            radius = 60 + ring * 62 + (18 + ring * 3) * (bulge + 0.5 * math.sin(2 * t + phase[2]))
            points.append((540 + radius * math.cos(t) * 0.92, 720 + radius * math.sin(t)))
        canvas.drawPath(polygon(points), line(tone(0.13), 3))


def _stars(canvas: Canvas, tone: Tone, rng: Random) -> None:
    left, right = sides(canvas)
    for _ in range(round(0.1 * (right - left))):
        x, y, radius = left + rng.random() * (right - left), rng.random() ** 1.3 * FLOOR, 1 + 3.2 * rng.random() ** 3
        canvas.drawCircle(x, y, radius, fill(tone(0.25 + 0.5 * rng.random())))


def _grid(canvas: Canvas, tone: Tone, _: Random) -> None:
    left, right = sides(canvas)

    def paint(at: int) -> Any:
        return line(tone(0.07 + 0.06 * (at % 300 == 0)), 2)

    for at in range(0, 1400, 60):
        canvas.drawLine(left, at, right, at, paint(at))
    for at in range(int(left // 60) * 60, int(right) + 60, 60):
        canvas.drawLine(at, 0, at, H, paint(at))


def _bands(canvas: Canvas, tone: Tone, rng: Random) -> None:
    for number in range(6):
        canvas.drawPath(_below(_crest(canvas, rng, 330 + number * 165, 60, "hill")), fill(tone(0.05)))


MOTIFS: dict[str, Callable[[Canvas, Tone, Random], None]] = {
    "sun": _sun,
    "rays": _rays,
    "dots": _dots,
    "contours": _contours,
    "stars": _stars,
    "grid": _grid,
    "bands": _bands,
}
